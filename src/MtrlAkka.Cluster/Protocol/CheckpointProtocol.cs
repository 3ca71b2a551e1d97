using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>The parts of a checkpoint that their owners write themselves.</summary>
public enum RunPart
{
    /// <summary>Networks and optimiser.</summary>
    Learner,

    /// <summary>A replay shard.</summary>
    Replay,

    /// <summary>A simulation.</summary>
    Environment,

    /// <summary>A node's policy.</summary>
    Policy,

    /// <summary>The evaluator.</summary>
    Evaluator,
}

/// <summary>Asks a replay shard, the learner or the environments of a policy for their part. Its state is copied at once, so that training can go on while it is written.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="Number">Counts the captures of the life: one that comes again, or behind a later one, is void.</param>
public sealed record CapturePart(long Epoch, long Round, long Number) : ICrossesNodes;

/// <summary>The part's state is copied; from here on it may change.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
/// <param name="Number">That of the capture.</param>
public sealed record PartCaptured(long Epoch, RunPart Part, int Index, long Number) : ICrossesNodes;

/// <summary>The learner's part is on disk.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="State">Its blob.</param>
/// <param name="Policy">Weights that rounds from <paramref name="Round"/> on still need.</param>
public sealed record LearnerStored(long Epoch, long Round, BlobRef State, BlobRef Policy) : ICrossesNodes;

/// <summary>A shard's part is on disk.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Manifest">Its segments.</param>
public sealed record ReplayStored(long Epoch, long Round, int Shard, ShardManifest Manifest) : ILifeMessage;

/// <summary>The small parts, which the coordinator writes, are on disk.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="Environments">All environments in one blob.</param>
/// <param name="PendingEvaluation">Weights of the evaluation that is not in the history yet, or null.</param>
/// <param name="EvaluationHistory">Evaluations so far.</param>
public sealed record SmallPartsStored(
    long Epoch, long Round, BlobRef Environments, BlobRef? PendingEvaluation, BlobRef EvaluationHistory) : IStaysInProcess;

/// <summary>A part could not be made ready, or was lost: the run goes back to the last commit.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
/// <param name="Cause">Why.</param>
public sealed record PartFailed(long Epoch, RunPart Part, int Index, Cause Cause) : ICrossesNodes;

/// <summary>A part other than the learner is ready for a life of the run.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
public sealed record PartPrepared(long Epoch, RunPart Part, int Index) : ICrossesNodes;

/// <summary>A captured part could not be written: the checkpoint is given up, and the training goes on.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="Cause">Why.</param>
public sealed record StoreFailed(long Epoch, long Round, Cause Cause) : ICrossesNodes;
