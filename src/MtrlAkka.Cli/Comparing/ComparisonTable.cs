using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Cli.Comparing;

/// <summary>A comparison as a table, a line a variant: means over its seeds, with the least and the greatest.</summary>
internal static class ComparisonTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="runs">All runs with their figures; null for one that is not finished.</param>
    public static TextTable Make(IReadOnlyList<(ComparedRun Run, RunFigures? Figures)> runs)
    {
        var tasks = runs[0].Run.Configuration.Settings.Environments.Tasks;
        var table = new TextTable(
            ["variant", ">seeds", ">width", ">parameters", .. tasks.Select(static task => $">{task}"), ">mean", ">return", ">dormant, actor", ">dormant, critics", ">seconds"]);
        foreach (var variant in runs.GroupBy(static one => one.Run.Variant))
        {
            RunFigures[] finished = [.. variant.Select(static one => one.Figures).OfType<RunFigures>()];
            var sac = variant.First().Run.Configuration.Settings.Learner.Sac;
            string Range(Func<RunFigures, double> value, string format) => Cell([.. finished.Select(value)], format);
            table.Add(
            [
                variant.Key,
                finished.Length == variant.Count() ? Number(finished.Length) : $"{finished.Length} of {variant.Count()}",
                sac.Actor.Width == sac.Critic.Width ? Number(sac.Actor.Width) : $"{sac.Actor.Width}, {sac.Critic.Width}",
                Figures.Count(ParameterTarget.Total(sac)),
                .. tasks.Select((_, task) => Range(figures => figures.Success[task], "0.00")),
                Range(static figures => figures.Success.Average(), "0.00"),
                Range(static figures => figures.Return, "0"),
                Range(static figures => figures.ActorDormant, "0.0"),
                Range(static figures => figures.CriticDormant, "0.0"),
                finished.Length == 0 ? "-" : Cell([finished.Average(static figures => figures.Seconds)], "0"),
            ]);
        }

        return table;
    }

    private static string Cell(double[] values, string format)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        if (values.Length == 0 || values.Any(double.IsNaN)) return "-";
        return values.Min() == values.Max() ? Text(values[0]) : $"{Text(values.Average())} ({Text(values.Min())} to {Text(values.Max())})";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
