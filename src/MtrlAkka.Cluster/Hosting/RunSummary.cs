using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>Whether a run goes on.</summary>
public enum RunState
{
    /// <summary>A process trains it now.</summary>
    Running,

    /// <summary>All rounds are done.</summary>
    Finished,

    /// <summary>It was stopped or killed, and can be resumed.</summary>
    Stopped,

    /// <summary>Its folder cannot be read by this version.</summary>
    Unreadable,
}

/// <summary>A run at a glance.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Preset">The preset or file that it was started from.</param>
/// <param name="Tasks">Names of its tasks.</param>
/// <param name="Round">Rounds done at the last commit.</param>
/// <param name="Rounds">Rounds of the whole run.</param>
/// <param name="MeanSuccessRate">Mean success of the last committed evaluation, in [0, 1]; null before the first.</param>
/// <param name="State">Whether it goes on.</param>
/// <param name="Folder">Path of its folder.</param>
/// <param name="Bytes">Size on disk.</param>
/// <param name="Problem">What cannot be read, or null.</param>
public sealed record RunSummary(
    string Name,
    string Preset,
    IReadOnlyList<string> Tasks,
    long Round,
    long Rounds,
    double? MeanSuccessRate,
    RunState State,
    string Folder,
    long Bytes,
    string? Problem)
{
    /// <summary>Looks at a run's folder; one that cannot be read gives a summary that says so.</summary>
    public static RunSummary Of(RunFolder folder)
    {
        string preset = File.Exists(folder.PresetNote) ? File.ReadAllText(folder.PresetNote).Trim() : "";
        long bytes = SizeOf(folder.Path);
        try
        {
            var run = SavedRun.Open(folder);
            var journal = RunJournal.Read(folder);
            var state = journal.Finished ? RunState.Finished : journal.Holder is not null || RunLock.IsHeld(folder.Path) ? RunState.Running : RunState.Stopped;
            long round = journal.Committed.Count == 0 ? 0 : journal.Committed[^1].Round;
            var (success, problem) = journal.Committed.Count == 0 ? (null, null) : LastSuccess(run);
            var settings = run.Configuration.Settings;
            return new RunSummary(
                folder.Name, preset, settings.Environments.Tasks, round, settings.Rounds, success, state, folder.Path, bytes, problem);
        }
        catch (Exception error) when (error is SettingsException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new RunSummary(folder.Name, preset, [], 0, 0, null, RunState.Unreadable, folder.Path, bytes, error.Message);
        }
    }

    private static (double? Success, string? Problem) LastSuccess(SavedRun run)
    {
        string? problem = null;
        double? success = run.AtLastCommit(
            manifest => manifest.EvaluationHistory is { } blob && EvaluationHistory.Read(run.Blobs, blob) is [.., var last] ? last.MeanSuccessRate : (double?)null,
            line => problem = line);
        return (success, problem);
    }

    // Files of a run in progress come and go.
    private static long SizeOf(string folder)
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
            }
        }

        return bytes;
    }
}
