using MtrlAkka.Cluster.Metrics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>Snapshots of several runs as a small table for a terminal of 80 columns or more: a line each.</summary>
public static class RunsPanel
{
    private static readonly Style Faint = new(foreground: Color.Grey);
    private static readonly Style Bad = new(foreground: Color.Red);

    /// <summary>Draws the snapshots.</summary>
    /// <param name="snapshots">What to draw, in this order.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IRenderable Draw(IReadOnlyList<ProgressSnapshot> snapshots, int width)
    {
        // The last column stays free: a terminal that wraps there would shift the lines and smear the display.
        width = Math.Max(40, width - 1);
        int name = Math.Clamp(snapshots.Select(static one => one.RunName.Length).DefaultIfEmpty().Max(), 3, Math.Max(8, width - 61));
        var rows = new List<IRenderable> { new Text($"{"run".PadRight(name)}  {"phase",-13}{"round",11}{"done",8}{"updates/s",11}{"eval",6}{"train",7}", Faint) };
        foreach (var one in snapshots)
        {
            string run = one.RunName.Length <= name ? one.RunName.PadRight(name) : "…" + one.RunName[^(name - 1)..];
            string phase = one.Phase.Length <= 13 ? one.Phase : one.Phase[..13];
            string done = one.Done is { } share ? Figures.Percent(share) : "";
            rows.Add(new Text(
                $"{run}  {phase,-13}{Figures.Count(one.Round),11}{done,8}{Figures.Rate(one.UpdatesPerSecond),11}"
                + $"{Figures.Share(one.MeanEvaluationSuccess),6}{Figures.Share(one.MeanTrainingSuccess),7}"));
        }

        rows.AddRange(snapshots.SelectMany(static one => one.Alarms.Select(alarm => new Text($"! {one.RunName}: {alarm}", Bad))));
        return new Rows(rows);
    }
}
