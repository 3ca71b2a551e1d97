namespace MtrlAkka.Chaos.Plans;

/// <summary>How a run's parts are tied.</summary>
public enum RunMode
{
    /// <summary>Round by round; what is lost takes the run back to its last commit.</summary>
    Lockstep,

    /// <summary>Environments and learner run free.</summary>
    Async,
}

/// <summary>The nodes that a plan may name.</summary>
/// <param name="Mode">How the run's parts are tied.</param>
/// <param name="Heads">Nodes with the roles coordinator, learner and evaluator; each can take over from the others.</param>
/// <param name="Replays">Nodes with the role replay.</param>
/// <param name="Workers">Nodes with the role worker.</param>
/// <param name="Guests">Further workers, which are there only while a fault has them join.</param>
/// <param name="Environments">Environments of the run.</param>
public sealed record ClusterShape(
    RunMode Mode, IReadOnlyList<string> Heads, IReadOnlyList<string> Replays, IReadOnlyList<string> Workers, IReadOnlyList<string> Guests, int Environments)
{
    /// <summary>All nodes that are always there.</summary>
    public IReadOnlyList<string> Nodes { get; } = [.. Heads, .. Replays, .. Workers];

    /// <summary>A shape with so many nodes of each kind: head-1, replay-1, worker-1, guest-1 and so on.</summary>
    public static ClusterShape Of(RunMode mode, int heads, int replays, int workers, int guests, int environments)
    {
        return new ClusterShape(mode, Named("head", heads), Named("replay", replays), Named("worker", workers), Named("guest", guests), environments);

        static string[] Named(string kind, int count) => [.. Enumerable.Range(1, count).Select(i => FormattableString.Invariant($"{kind}-{i}"))];
    }

    /// <summary>The roles of a node.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public IReadOnlyList<string> RolesOf(string node) =>
        Heads.Contains(node) ? ["coordinator", "learner", "evaluator"]
        : Replays.Contains(node) ? ["replay"]
        : Workers.Contains(node) || Guests.Contains(node) ? ["worker"]
        : throw new ArgumentException($"'{node}' is no node of this cluster: {string.Join(", ", Nodes.Concat(Guests))} are", nameof(node));
}
