using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Studying;

/// <summary>What a study shows: what its actor says of the runs, and what the runs' folders say of their progress.</summary>
internal sealed class StudyFace : IStudyFace
{
    private readonly StudyFolder _folder;
    private readonly StudyClock _clock;
    private readonly StudyDisplay _display;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private volatile Standing? _standing;

    /// <summary>The face of a study.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="display">The terminal.</param>
    /// <param name="time">The clock.</param>
    public StudyFace(StudyFolder folder, StudyDefinition definition, StudyDisplay display, TimeProvider time)
    {
        (_folder, _clock, _display, _time, _begun) = (folder, new StudyClock(definition), display, time, time.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Show(IReadOnlyList<StudyRun> runs, IReadOnlySet<string> active) => _standing = new Standing([.. runs], active);

    /// <inheritdoc/>
    public void Note(string line) => _display.Note(line);

    /// <summary>Looks at the runs and shows how the study stands.</summary>
    public void Refresh()
    {
        if (_standing is not { } standing) return;
        var progress = standing.Runs.Where(static run => run.State == StudyRunState.Running)
            .ToDictionary(static run => run.Name, run => Progress(run.Name), StringComparer.Ordinal);
        var left = _clock.Left(standing.Runs, progress.ToDictionary(static one => one.Key, static one => one.Value.Round, StringComparer.Ordinal), _time.GetElapsedTime(_begun));
        _display.Show(new StudySnapshot(
            _folder.Name,
            standing.Runs,
            [.. standing.Runs.Where(run => standing.Active.Contains(run.Name)).Select(run => new ActiveRun(run.Name, _clock.Rounds(run), progress.GetValueOrDefault(run.Name) ?? RunProgress.None))],
            left));
    }

    private RunProgress Progress(string run)
    {
        try
        {
            return RunProgress.Of(new RunFolder(Path.Combine(_folder.Runs, run)));
        }
        // The display may miss a look, the study goes on.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return RunProgress.None;
        }
    }

    private sealed record Standing(IReadOnlyList<StudyRun> Runs, IReadOnlySet<string> Active);
}
