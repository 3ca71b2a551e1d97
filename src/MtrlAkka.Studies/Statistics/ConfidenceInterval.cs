namespace MtrlAkka.Studies.Statistics;

/// <summary>Where a figure may lie.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>Coverage that reports use.</summary>
    public const double UsualLevel = 0.95;

    /// <summary>The interval of the percentile method: what lies between the outer quantiles of a bootstrap's replicates.</summary>
    /// <param name="replicates">The figure of each replicate, at least one.</param>
    /// <param name="level">Coverage, in (0, 1).</param>
    public static ConfidenceInterval Of(IReadOnlyList<double> replicates, double level = UsualLevel)
    {
        double[] sorted = [.. replicates];
        Array.Sort(sorted);
        double tail = (1 - level) / 2;
        return new ConfidenceInterval(Percentile.OfSorted(sorted, tail), Percentile.OfSorted(sorted, 1 - tail));
    }
}
