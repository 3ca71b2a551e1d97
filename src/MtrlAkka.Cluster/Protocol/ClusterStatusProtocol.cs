namespace MtrlAkka.Cluster.Protocol;

/// <summary>Asks the director, by way of any node, how the cluster stands; answered with a <see cref="ClusterStatus"/>.</summary>
public sealed record AskClusterStatus : ICrossesNodes;

/// <summary>How the cluster stands, as its director knows it.</summary>
/// <param name="Director">Address of the director's node, <c>HOST:PORT</c>.</param>
/// <param name="Nodes">Every node that has registered, by address; those that left by themselves are forgotten.</param>
/// <param name="Run">The active run, or null.</param>
/// <param name="Queue">Names of the runs that wait, next first.</param>
/// <param name="Alarms">What is wrong with the cluster and not with one run, a line each.</param>
public sealed record ClusterStatus(
    string Director, IReadOnlyList<NodeStatus> Nodes, RunStatus? Run, IReadOnlyList<string> Queue, IReadOnlyList<string> Alarms) : ICrossesNodes;

/// <summary>What the director thinks of a node.</summary>
public enum NodeState
{
    /// <summary>It takes part.</summary>
    Up,

    /// <summary>It has not reported for some seconds, or a connection to it broke: what it hosted goes elsewhere.</summary>
    Silent,

    /// <summary>It gives its parts back and leaves.</summary>
    Draining,
}

/// <summary>A node in a <see cref="ClusterStatus"/>.</summary>
/// <param name="Address">Where it is, <c>HOST:PORT</c>.</param>
/// <param name="Roles">Its roles, in order of their names.</param>
/// <param name="State">What the director thinks of it.</param>
/// <param name="Project">Version of its program.</param>
/// <param name="ReportAge">Seconds since its last report.</param>
/// <param name="Figures">What it reported last, or null where it has not yet.</param>
public sealed record NodeStatus(
    string Address, IReadOnlyList<string> Roles, NodeState State, string Project, double ReportAge, NodeFigures? Figures);

/// <summary>A run in a <see cref="ClusterStatus"/>. Null stands for "not known yet".</summary>
public sealed record RunStatus
{
    /// <summary>Name of the run.</summary>
    public required string Name { get; init; }

    /// <summary>The preset or file that it started from.</summary>
    public required string Preset { get; init; }

    /// <summary><c>lockstep</c> or <c>async</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>What it is doing, in a word or two.</summary>
    public required string Phase { get; init; }

    /// <summary>Rounds that are complete.</summary>
    public long Round { get; init; }

    /// <summary>Rounds in all.</summary>
    public long TotalRounds { get; init; }

    /// <summary>Number of its present life; each loss and each move of environments in lockstep begins another.</summary>
    public long Epoch { get; init; }

    /// <summary>Times that something was lost and the run went back to its last commit, since its coordinator began.</summary>
    public int Rollbacks { get; init; }

    /// <summary>Rounds in the last commit.</summary>
    public long? CommitRound { get; init; }

    /// <summary>Seconds since the last commit.</summary>
    public double? CommitAge { get; init; }

    /// <summary>Environment steps a second, all environments together.</summary>
    public double? StepsPerSecond { get; init; }

    /// <summary>Updates a second.</summary>
    public double? UpdatesPerSecond { get; init; }

    /// <summary>Mean success of the last evaluation, 0 to 1.</summary>
    public double? EvaluationSuccess { get; init; }

    /// <summary>Mean success of the last training episodes, 0 to 1.</summary>
    public double? TrainingSuccess { get; init; }

    /// <summary>Who waits for whom, over all nodes.</summary>
    public WaitShares Waits { get; init; }

    /// <summary>Tasks that are left out because their environments failed too often; where only some of them did, how many.</summary>
    public IReadOnlyList<string> Quarantined { get; init; } = [];

    /// <summary>What is wrong and stays wrong until someone acts, a line each.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];
}
