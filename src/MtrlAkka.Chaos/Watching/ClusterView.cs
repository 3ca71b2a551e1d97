namespace MtrlAkka.Chaos.Watching;

/// <summary>What the cluster says of itself at a moment.</summary>
/// <param name="Run">The run under way, or null.</param>
/// <param name="Epoch">Its life; 0 where there is none.</param>
/// <param name="Progress">Counts what it has done: rounds in lockstep, updates in async. Goes back where a run goes back.</param>
/// <param name="Nodes">State of each node by its address: up, silent, draining.</param>
/// <param name="Hosts">Address of the node that hosts each part, by the part's name: learner, shard-0, environment-0.</param>
public sealed record ClusterView(
    string? Run, long Epoch, long Progress, IReadOnlyDictionary<string, string> Nodes, IReadOnlyList<PartHost> Hosts);

/// <summary>Which node hosts a part.</summary>
/// <param name="Part">Name of the part.</param>
/// <param name="Node">Address of the node.</param>
public sealed record PartHost(string Part, string Node)
{
    /// <summary>Name of the learner among the parts.</summary>
    public const string Learner = "learner";
}

/// <summary>Somebody who looks at the cluster from outside.</summary>
public interface IClusterWatch : IAsyncDisposable
{
    /// <summary>Looks.</summary>
    /// <returns>What it says; null where nobody answers in time.</returns>
    Task<ClusterView?> LookAsync(CancellationToken stop);
}
