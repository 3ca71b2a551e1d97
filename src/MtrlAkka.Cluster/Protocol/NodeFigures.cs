namespace MtrlAkka.Cluster.Protocol;

/// <summary>Shares of the time, 0 to 1, in which one part of a run stood still for another.</summary>
/// <param name="EnvironmentsForReplay">Environments for leave to insert: the limiter's, or the round's in lockstep.</param>
/// <param name="EnvironmentsForWeights">Environments for the weights that their next actions need.</param>
/// <param name="LearnerForBatches">The learner for samples of the replay.</param>
public readonly record struct WaitShares(double EnvironmentsForReplay, double EnvironmentsForWeights, double LearnerForBatches);

/// <summary>The parts of a run that a node hosts.</summary>
/// <param name="Learner">Whether it has the learner.</param>
/// <param name="Evaluator">Whether it has the evaluator.</param>
/// <param name="Shards">Indices of its replay shards, in order.</param>
/// <param name="Environments">How many environments it steps.</param>
public sealed record NodeParts(bool Learner, bool Evaluator, IReadOnlyList<int> Shards, int Environments)
{
    /// <summary>No part of any run.</summary>
    public static NodeParts None { get; } = new(false, false, [], 0);
}

/// <summary>What a node says of itself in each report: rates since the report before, and how it stands now.</summary>
public sealed record NodeFigures
{
    /// <summary>Parts that it hosts.</summary>
    public required NodeParts Parts { get; init; }

    /// <summary>Seconds that the rates are over.</summary>
    public double Seconds { get; init; }

    /// <summary>Environment steps a second.</summary>
    public double StepsPerSecond { get; init; }

    /// <summary>Learner updates a second.</summary>
    public double UpdatesPerSecond { get; init; }

    /// <summary>Rows a second that came into its shards.</summary>
    public double InsertsPerSecond { get; init; }

    /// <summary>Rows a second that were drawn from its shards.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>Who waited for whom on it.</summary>
    public WaitShares Waits { get; init; }

    /// <summary>Rounds by which the policy that acted last was behind; null where none acted.</summary>
    public long? PolicyAge { get; init; }

    /// <summary>Messages in the fullest of its main actors' mailboxes.</summary>
    public long DeepestMailbox { get; init; }

    /// <summary>Bytes of large messages on their way to other nodes, not acknowledged yet.</summary>
    public long BytesInFlight { get; init; }

    /// <summary>Bytes of large messages that wait to go to other nodes.</summary>
    public long BytesQueued { get; init; }

    /// <summary>Bytes of large messages that came and are not handled yet.</summary>
    public long BytesUnhandled { get; init; }

    /// <summary>Bytes of memory that the process occupies.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes that the garbage collector has committed.</summary>
    public long ManagedMemory { get; init; }

    /// <summary>File descriptors that the process has open.</summary>
    public int Handles { get; init; }

    /// <summary>Threads of the process.</summary>
    public int Threads { get; init; }

    /// <summary>Cores that the process kept busy.</summary>
    public double Cores { get; init; }

    /// <summary>Parts that were restarted since the node began.</summary>
    public long Restarts { get; init; }

    /// <summary>Other nodes' heartbeats that did not come in time since the node began.</summary>
    public long LateHeartbeats { get; init; }
}
