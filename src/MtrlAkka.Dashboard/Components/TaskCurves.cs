using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Dashboard.Charts;
using MtrlAkka.Dashboard.Feeds;

namespace MtrlAkka.Dashboard.Components;

/// <summary>What may be shown of each task, as lines of its chart.</summary>
internal static class TaskCurves
{
    /// <summary>Success of evaluation and training.</summary>
    public const string Success = "success";

    private const string Return = "return", Temperature = "temperature";

    /// <summary>All that may be shown.</summary>
    public static IReadOnlyList<string> All { get; } = [Success, Return, Temperature];

    /// <summary>The lines of a task's chart.</summary>
    public static IReadOnlyList<ChartLine> Of(RunView run, string task, string shown) => shown switch
    {
        Success => [new("training", run[$"charts/{task}_training_success_rate"], ChartColors.Orange, Faint: true), new("evaluation", run[$"charts/{task}_success_rate"], ChartColors.Blue)],
        Return => [new("training", run[$"charts/{task}_training_return"], ChartColors.Orange, Faint: true), new("evaluation", run[$"charts/{task}_episode_return"], ChartColors.Blue)],
        _ => [new("temperature", run[$"metrics/{task}_alpha"], ChartColors.Blue)],
    };

    /// <summary>The range of y, where all tasks have the same.</summary>
    public static (double Low, double High)? Range(string shown) => shown == Success ? (0, 1) : null;

    /// <summary>The newest figure of the line that counts.</summary>
    public static string Newest(IReadOnlyList<ChartLine> lines, string shown) =>
        shown == Success ? Figures.Share(lines[^1].Series.Last) : Figures.Number(lines[^1].Series.Last);
}
