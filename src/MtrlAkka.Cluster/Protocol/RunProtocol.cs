using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Nodes;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>What is written down of a run's coordinator.</summary>
public interface IRunState;

/// <summary>What the run's journal keeps; each is persisted before anything acts on it.</summary>
public interface IRunEvent : IRunState;

/// <summary>A coordinator took over: later commits carry this epoch, and older ones are refused.</summary>
/// <param name="Epoch">Grows by one with every life of the run.</param>
public sealed record EpochStarted(long Epoch) : IRunEvent;

/// <summary>A consistent cut through the run exists.</summary>
/// <param name="Manifest">Where its parts are.</param>
public sealed record CheckpointCommitted(CheckpointManifest Manifest) : IRunEvent;

/// <summary>A committed checkpoint turned out to be unreadable and is never tried again.</summary>
/// <param name="Number">Number of the checkpoint in the run.</param>
public sealed record CheckpointDropped(long Number) : IRunEvent;

/// <summary>All rounds are done and in the last checkpoint.</summary>
/// <param name="Round">Rounds of the run.</param>
public sealed record RunFinished(long Round) : IRunEvent;

/// <summary>All that the journal said up to some event; those before it may go.</summary>
/// <param name="Epoch">The newest life.</param>
/// <param name="Finished">Whether all rounds are done.</param>
/// <param name="Committed">Checkpoints that stay, oldest first.</param>
public sealed record RunSnapshot(long Epoch, bool Finished, IReadOnlyList<CheckpointManifest> Committed) : IRunState;

/// <summary>Ends the run: with a checkpoint of the round that is under way.</summary>
public sealed record StopRun : ICrossesNodes;

/// <summary>Makes a checkpoint as soon as the round that is under way is complete.</summary>
public sealed record CheckpointNow : ICrossesNodes;

/// <summary>
/// Has the environments stand still from the end of the round that is under way, behind a checkpoint; what becomes of the run is the same.
/// It lasts until <see cref="ResumeRun"/> comes, or another director or process goes on with the run.
/// </summary>
public sealed record PauseRun : ICrossesNodes;

/// <summary>Lets a run go on that was paused.</summary>
public sealed record ResumeRun : ICrossesNodes;

/// <summary>The database of the run's journal is out of reach, or back.</summary>
/// <param name="Why">Why it is out of reach, in one line; null when it is back.</param>
public sealed record JournalOutOfReach(string? Why) : IStaysInProcess;

/// <summary>Another cluster or process leads the run now.</summary>
/// <param name="Holder">Who that is.</param>
public sealed record RunTakenOver(string Holder) : IStaysInProcess;

/// <summary>How a run ended in this process.</summary>
/// <param name="Round">Rounds that are complete and committed.</param>
/// <param name="Finished">Whether all rounds are done.</param>
/// <param name="Evaluations">Evaluations so far, by round.</param>
/// <param name="Failure">Why it ended early, or null.</param>
public sealed record RunEnded(long Round, bool Finished, IReadOnlyList<EvaluationResult> Evaluations, string? Failure) : IStaysInProcess
{
    /// <summary>Whether another coordinator may go on with the run: its journal failed, not the run.</summary>
    public bool Retry { get; init; }
}

/// <summary>A run's coordinator has read its journal, and wants to know the nodes.</summary>
public sealed record CoordinatorReady : IStaysInProcess;

/// <summary>Where a run's parts are from now on.</summary>
/// <param name="Nodes">The nodes that host any.</param>
/// <param name="Epoch">The life.</param>
public sealed record RunPlaced(IReadOnlyList<NodeEntry> Nodes, long Epoch) : IStaysInProcess;
