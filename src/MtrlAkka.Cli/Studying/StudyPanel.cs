using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Studies.Grid;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Studying;

/// <summary>A study for a terminal: how far it is above, a line for each run that is trained below.</summary>
internal static class StudyPanel
{
    private const int LongestBar = 40;
    private static readonly Style Faint = new(foreground: Color.Grey);
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Good = new(foreground: Color.Green);
    private static readonly Style Bad = new(foreground: Color.Red);

    /// <summary>Draws the study.</summary>
    /// <param name="study">What to draw.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IRenderable Draw(StudySnapshot study, int width)
    {
        // The last column stays free: a terminal that wraps there would shift the lines and smear the display.
        width = Math.Max(39, width - 1);
        string done = $"{study.Count(StudyRunState.Finished)} of {study.Runs.Count} finished  ";
        int bar = Math.Clamp(width - 9 - done.Length, 0, LongestBar), full = (int)Math.Round(study.Done * bar);
        var rows = new List<IRenderable>
        {
            FittingLine.Of(width, ("study    ", Faint), (study.Name, Bold)),
            FittingLine.Of(width, ("runs     ", Faint), (done, Style.Plain), (new string('━', full), Good), (new string('━', bar - full), Faint)),
            FittingLine.Of(
                width,
                ("         ", Faint), ($"{study.Active.Count} under way, {study.Waiting} waiting", Style.Plain), (study.Count(StudyRunState.Failed) is > 0 and var failed ? $", {failed} failed" : "", Bad),
                ("  left ", Faint), (Figures.Duration(study.TimeLeft), Style.Plain)),
        };
        if (study.Active.Count > 0) rows.AddRange(Runs(study.Active, width));
        rows.AddRange(StudyText.Failures(study.Runs).Select(static line => new Paragraph($"! {line}", Bad)));
        return new Rows(rows);
    }

    private static IEnumerable<IRenderable> Runs(IReadOnlyList<ActiveRun> runs, int width)
    {
        int name = Math.Clamp(runs.Max(static run => run.Name.Length), 3, Math.Max(8, width - 38));
        yield return FittingLine.Of(width, ($"{"run".PadRight(name)}{"round",12}{"done",9}{"updates/s",11}{"eval",6}", Faint));
        foreach (var run in runs)
        {
            string shown = run.Name.Length <= name ? run.Name.PadRight(name) : "…" + run.Name[^(name - 1)..];
            yield return FittingLine.Of(width, (
                $"{shown}{Figures.Count(run.Progress.Round),12}{Figures.Percent(run.Done),9}{Figures.Rate(run.Progress.UpdatesPerSecond),11}{Figures.Share(run.Progress.Success),6}", Style.Plain));
        }
    }
}
