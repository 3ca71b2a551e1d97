using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Studying;

/// <summary>A study in plain words.</summary>
internal static class StudyText
{
    /// <summary>How a study stands, in one line.</summary>
    public static string Summary(StudySnapshot study)
    {
        List<string> parts = [$"{study.Name}: {study.Count(StudyRunState.Finished)} of {study.Runs.Count} runs finished ({Figures.Percent(study.Done)})"];
        if (study.Count(StudyRunState.Failed) is > 0 and var failed) parts.Add($"{failed} failed");
        if (study.Active.Count > 0) parts.Add($"under way: {string.Join(", ", study.Active.Select(static run => $"{run.Name} {Figures.Percent(run.Done)}"))}");
        if (study.Waiting > 0) parts.Add($"{study.Waiting} waiting");
        if (study.TimeLeft is { } left && study.Active.Count > 0) parts.Add($"{Figures.Duration(left)} left");
        return string.Join(", ", parts);
    }

    /// <summary>The runs that have failed, a line each.</summary>
    public static IEnumerable<string> Failures(IEnumerable<StudyRun> runs) =>
        runs.Where(static run => run.State == StudyRunState.Failed).Select(static run => $"failed after {run.Attempts} {(run.Attempts == 1 ? "attempt" : "attempts")}: {run.Name}: {run.Reason}");
}
