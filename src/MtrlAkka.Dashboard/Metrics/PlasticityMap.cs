namespace MtrlAkka.Dashboard.Metrics;

/// <summary>A measure of plasticity of one network, layer by layer over time.</summary>
/// <param name="Network">The network, or the member of an ensemble: <c>actor</c>, <c>critic_0</c>.</param>
/// <param name="Layers">Names of the layers; one, without a name, where the measure is of the whole network.</param>
/// <param name="Steps">Environment steps of the columns.</param>
/// <param name="Values">By layer and column; NaN where a layer has no figure there.</param>
public sealed record PlasticityMap(string Network, IReadOnlyList<string> Layers, IReadOnlyList<double> Steps, IReadOnlyList<double[]> Values)
{
    /// <summary>Columns at most.</summary>
    public const int MostColumns = 60;

    private const string Prefix = "plasticity/";

    /// <summary>The measures that a run has, those by layer first.</summary>
    public static IReadOnlyList<string> Measures(IReadOnlyDictionary<string, MetricSeries> series) =>
    [
        .. Tags(series).GroupBy(static tag => tag.Measure)
            .OrderByDescending(static group => group.Key == "dormant")
            .ThenByDescending(static group => group.Any(static tag => tag.Layer.Length > 0))
            .ThenBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => group.Key),
    ];

    /// <summary>The maps of a measure, one for each network.</summary>
    public static IReadOnlyList<PlasticityMap> Of(IReadOnlyDictionary<string, MetricSeries> series, string measure) =>
        [.. Tags(series).Where(tag => tag.Measure == measure).GroupBy(static tag => tag.Network).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(Map)];

    private static PlasticityMap Map(IGrouping<string, Tag> tags)
    {
        // Layers in the order in which a run names them: a number behind a name counts as one.
        Tag[] rows = [.. tags.OrderBy(static tag => tag.Layer.Length).ThenBy(static tag => tag.Layer, StringComparer.Ordinal)];
        double[] all = [.. rows.SelectMany(static row => row.Series.Steps.Take(row.Series.Count)).Distinct().Order()];
        int columns = Math.Min(MostColumns, all.Length);
        // Evenly spread, the first and the newest among them.
        double[] steps = [.. Enumerable.Range(0, columns).Select(column => all[columns == 1 ? all.Length - 1 : (int)Math.Round((double)column * (all.Length - 1) / (columns - 1))])];
        return new PlasticityMap(tags.Key, [.. rows.Select(static row => row.Layer)], steps, [.. rows.Select(row => Row(row.Series, steps))]);
    }

    private static double[] Row(MetricSeries series, double[] steps)
    {
        double[] row = new double[steps.Length];
        for (int column = 0; column < row.Length; column++)
        {
            int at = Array.BinarySearch(series.Steps, 0, series.Count, steps[column]);
            row[column] = at >= 0 ? series.Values[at] : double.NaN;
        }

        return row;
    }

    private static IEnumerable<Tag> Tags(IReadOnlyDictionary<string, MetricSeries> series)
    {
        foreach (var (tag, values) in series)
        {
            if (!tag.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string[] parts = tag.Split('/', 4);
            if (parts.Length >= 3) yield return new Tag(parts[1], parts[2], parts.Length > 3 ? parts[3] : "", values);
        }
    }

    private sealed record Tag(string Network, string Measure, string Layer, MetricSeries Series);
}
