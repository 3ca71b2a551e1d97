using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Studies.Grid;

/// <summary>The journal is read, and the work begins.</summary>
public sealed record BeginStudy : IStaysInProcess;

/// <summary>No further batch begins, and those under way end after a checkpoint.</summary>
public sealed record StopStudy : IStaysInProcess;

/// <summary>A batch has ended.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Outcomes">How its runs ended.</param>
public sealed record BatchEnded(StudyBatch Batch, IReadOnlyList<RunOutcome> Outcomes) : IStaysInProcess;

/// <summary>How the work at a study ended in this process.</summary>
/// <param name="Runs">All runs.</param>
/// <param name="Failure">Why the study itself could not go on; null: it was done or stopped.</param>
public sealed record StudyEnded(IReadOnlyList<StudyRun> Runs, string? Failure) : IStaysInProcess;

/// <summary>Trains the batches of a study.</summary>
public interface IStudyTrainer
{
    /// <summary>Trains the runs of a batch, from where they are, to their ends.</summary>
    /// <returns>How they ended. An error is theirs as well: it is as if each of them had failed of it.</returns>
    Task<IReadOnlyList<RunOutcome>> TrainAsync(StudyBatch batch);

    /// <summary>Ends what is under way after a checkpoint; later batches end at once.</summary>
    void Stop();
}

/// <summary>What shows a study to people. Its members are called in turn.</summary>
public interface IStudyFace
{
    /// <summary>How the study stands.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="active">Names of those that are trained now.</param>
    void Show(IReadOnlyList<StudyRun> runs, IReadOnlySet<string> active);

    /// <summary>A line that stays.</summary>
    void Note(string line);
}
