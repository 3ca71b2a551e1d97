using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>An environment that a worker has to step.</summary>
/// <param name="Key">The environment.</param>
/// <param name="State">What it goes on from, or null for a new episode.</param>
/// <param name="Existing">Whether it is there already; if it is not it must not begin.</param>
/// <param name="Leaving">Whether it is to stand still and be handed back with its state.</param>
public sealed record EnvironmentLease(EnvironmentKey Key, byte[]? State, bool Existing, bool Leaving);

/// <summary>A part that a node has to host.</summary>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
/// <param name="Incarnation">Its instance; one that the node hosts goes on.</param>
/// <param name="Existing">Whether it is there already; if it is not it must not begin.</param>
/// <param name="Source">What a new instance begins with; null: nothing.</param>
public sealed record PartLease(RunPart Part, int Index, Incarnation Incarnation, bool Existing, PartSource? Source);

/// <summary>What a new instance of a part begins with.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
/// <param name="Updates">Updates in it.</param>
/// <param name="Learner">The learner's state, for a learner.</param>
/// <param name="Pending">Weights whose evaluation was not known in it, for a learner; null: none.</param>
/// <param name="Replay">What a shard held, for a shard.</param>
/// <param name="Returns">Ranges of the returns of all tasks, for a shard; empty where rewards are not normalised by them.</param>
public sealed record PartSource(
    long Checkpoint, long Updates, BlobRef? Learner, BlobRef? Pending, ShardManifest? Replay, IReadOnlyList<ReturnRange> Returns);

/// <summary>Who does what, as all parts of a run need to know it. Of two the later counts, whichever came first.</summary>
/// <param name="Term">Term of the coordinator.</param>
/// <param name="Serial">Count within the term.</param>
/// <param name="Learner">The learner, or null.</param>
/// <param name="Shards">The replay shards by index; null where there is none now.</param>
/// <param name="Evaluator">The evaluator, or null.</param>
/// <param name="Workers">The workers, in order of their nodes.</param>
/// <param name="Quarantined">Environments that make no more steps.</param>
/// <param name="EvaluatedTo">The round up to which the results of all evaluations are known.</param>
/// <param name="KeptTo">The round up to which they are in a committed checkpoint, so that nobody will ask for them again.</param>
/// <param name="Paused">Whether the environments stand still because a person wants it.</param>
public sealed record Roster(
    long Term,
    long Serial,
    PartAddress? Learner,
    IReadOnlyList<PartAddress?> Shards,
    PartAddress? Evaluator,
    IReadOnlyList<PartAddress> Workers,
    IReadOnlyList<int> Quarantined,
    long EvaluatedTo,
    long KeptTo,
    bool Paused)
{
    /// <summary>Serial of a term's last roster: the run has ended there, and nobody hosts anything.</summary>
    public const long LastSerial = long.MaxValue;

    /// <summary>Whether this one is later than another.</summary>
    public bool Follows(Roster? other) => other is null || Term > other.Term || (Term == other.Term && Serial > other.Serial);
}

/// <summary>All that a node has to host for a run from now on. It comes again and again, and the same one changes nothing.</summary>
/// <param name="Roster">Who does what in the whole run.</param>
/// <param name="Worker">The node's worker, or null.</param>
/// <param name="Environments">The worker's environments.</param>
/// <param name="Parts">The other parts.</param>
public sealed record AsyncAssignment(
    Roster Roster, PartLease? Worker, IReadOnlyList<EnvironmentLease> Environments, IReadOnlyList<PartLease> Parts);

/// <summary>Tells a node what to host for an asynchronous run.</summary>
/// <param name="Run">Name of the run, that of its folder.</param>
/// <param name="Configuration">The run's effective configuration as HOCON.</param>
/// <param name="Metrics">Who collects the run's figures.</param>
/// <param name="Assignment">What to host.</param>
public sealed record AssignAsyncParts(string Run, string Configuration, IActorRef Metrics, AsyncAssignment Assignment) : IBulkMessage;

/// <summary>How it stands with a part on its node.</summary>
public enum PartState
{
    /// <summary>It is being made ready.</summary>
    Preparing,

    /// <summary>It works.</summary>
    Ready,

    /// <summary>It could not be made ready, or has failed.</summary>
    Failed,
}

/// <summary>A part that a node hosts.</summary>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
/// <param name="Incarnation">Its instance.</param>
/// <param name="State">How it stands.</param>
/// <param name="Cause">Why it failed, or null.</param>
public sealed record HostedPart(RunPart Part, int Index, Incarnation Incarnation, PartState State, Cause? Cause);

/// <summary>What a node hosts for a run.</summary>
/// <param name="Node">The node.</param>
/// <param name="Term">Term of the last assignment that it took.</param>
/// <param name="Serial">Serial of that assignment.</param>
/// <param name="Parts">Its parts, the worker among them.</param>
/// <param name="Environments">The worker's environments.</param>
/// <param name="Quarantined">Environments that failed more often than the run allows: the worker's, and those that its roster names.</param>
public sealed record HostedParts(
    string Node,
    long Term,
    long Serial,
    IReadOnlyList<HostedPart> Parts,
    IReadOnlyList<EnvironmentKey> Environments,
    IReadOnlyList<int> Quarantined);

/// <summary>A node tells the run's coordinator, by way of the director, what it hosts: every second, and at once when something changes.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Hosted">What it hosts.</param>
public sealed record AsyncPartsReport(string Run, HostedParts Hosted) : ICrossesNodes;

/// <summary>An environment stands still, all its steps are in the replay, and this is its state; told again until it is taken away.</summary>
/// <param name="Key">The environment.</param>
/// <param name="State">Everything that decides its future.</param>
public sealed record EnvironmentReleased(EnvironmentKey Key, byte[] State) : IBulkMessage;

/// <summary>How far the learner is.</summary>
/// <param name="Learner">Its instance.</param>
/// <param name="Updates">Updates done.</param>
public sealed record LearnerProgress(Incarnation Learner, long Updates) : ICrossesNodes;

/// <summary>How far a shard is.</summary>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Incarnation">Its instance.</param>
/// <param name="Inserts">Rows inserted in all.</param>
/// <param name="Round">Rounds that are complete in it.</param>
/// <param name="Barren">A task of which there is no row and will be none, so that no batch can be drawn; -1: none.</param>
public sealed record ShardProgress(int Shard, Incarnation Incarnation, long Inserts, long Round, int Barren) : ICrossesNodes;

/// <summary>Asks a part for its share of a checkpoint.</summary>
/// <param name="Term">Term of the coordinator.</param>
/// <param name="Attempt">Tells the checkpoints that a coordinator tries apart.</param>
/// <param name="Incarnation">The part's instance.</param>
/// <param name="EvaluatedTo">The round up to which the checkpoint has the results of all evaluations.</param>
/// <param name="Halt">Whether it is to stand still from the capture on, because it moves to another node.</param>
public sealed record CaptureAsyncPart(long Term, long Attempt, Incarnation Incarnation, long EvaluatedTo, bool Halt) : ICrossesNodes;

/// <summary>The learner's share of a checkpoint is on disk.</summary>
/// <param name="Term">Term of the coordinator that asked.</param>
/// <param name="Attempt">Which of its checkpoints.</param>
/// <param name="Learner">The learner's instance.</param>
/// <param name="Updates">Updates in it.</param>
/// <param name="State">Networks and optimisers.</param>
/// <param name="Policy">The newest policy.</param>
/// <param name="Pending">Weights whose evaluation is not in the checkpoint, or null.</param>
public sealed record AsyncLearnerStored(
    long Term, long Attempt, Incarnation Learner, long Updates, BlobRef State, BlobRef Policy, BlobRef? Pending) : ICrossesNodes;

/// <summary>A shard's share of a checkpoint is on disk.</summary>
/// <param name="Term">Term of the coordinator that asked.</param>
/// <param name="Attempt">Which of its checkpoints.</param>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Incarnation">Its instance.</param>
/// <param name="Round">Rounds that are complete in it.</param>
/// <param name="Returns">Range of each of its tasks' returns; empty where rewards are not normalised by them.</param>
/// <param name="Manifest">Its segments.</param>
public sealed record AsyncReplayStored(
    long Term, long Attempt, int Shard, Incarnation Incarnation, long Round, IReadOnlyList<ReturnRange> Returns, ShardManifest Manifest) : IBulkMessage;

/// <summary>A share could not be written: the checkpoint is given up, and the training goes on.</summary>
/// <param name="Term">Term of the coordinator that asked.</param>
/// <param name="Attempt">Which of its checkpoints.</param>
/// <param name="Cause">Why.</param>
public sealed record AsyncStoreFailed(long Term, long Attempt, Cause Cause) : ICrossesNodes;

/// <summary>An evaluation is done; told again until the roster shows that it is kept.</summary>
/// <param name="Learner">The learner whose weights it was.</param>
/// <param name="Result">The scores.</param>
public sealed record AsyncEvaluated(Incarnation Learner, EvaluationResult Result) : ICrossesNodes;
