namespace MtrlAkka.Studies.Grid;

/// <summary>How a study stands.</summary>
/// <param name="Runs">All runs of its grid, cell by cell in the order of the definition, the seeds of a cell in theirs.</param>
/// <param name="Held">Whether a process is at work on the study now.</param>
public sealed record StudyState(IReadOnlyList<StudyRun> Runs, bool Held)
{
    /// <summary>Whether nothing is left to do: each run is finished or has failed.</summary>
    public bool Ended => Runs.All(static run => run.State is StudyRunState.Finished or StudyRunState.Failed);
}
