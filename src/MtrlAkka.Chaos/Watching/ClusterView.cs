namespace MtrlAkka.Chaos.Watching;

/// <summary>What the cluster says of itself at a moment.</summary>
/// <param name="Director">Address of the node that says it.</param>
/// <param name="Run">The run under way, or null.</param>
/// <param name="Phase">What the run is doing.</param>
/// <param name="Epoch">Its life; 0 where there is none.</param>
/// <param name="Progress">Counts what it has done, in rounds. Goes back where a run goes back.</param>
/// <param name="Up">Addresses of the nodes that the cluster counts on and has heard of lately.</param>
/// <param name="AllHeard">Whether those are all nodes it knows; else some parts may be with one that says nothing.</param>
/// <param name="Hosts">Which node says that it hosts which part.</param>
public sealed record ClusterView(
    string Director, string? Run, string Phase, long Epoch, long Progress, IReadOnlySet<string> Up, bool AllHeard, IReadOnlyList<PartHost> Hosts)
{
    /// <summary>The phase in which all parts should be somewhere.</summary>
    public const string Training = "training";
}

/// <summary>A node says that it hosts parts.</summary>
/// <param name="Part">Name of the part: learner, evaluator, shard 0, environments.</param>
/// <param name="Node">Address of the node.</param>
/// <param name="Count">How many of them: 1, but for environments.</param>
public sealed record PartHost(string Part, string Node, int Count = 1)
{
    /// <summary>Name of the environments among the parts.</summary>
    public const string Environments = "environments";
}

/// <summary>Somebody who looks at the cluster from outside.</summary>
public interface IClusterWatch : IAsyncDisposable
{
    /// <summary>Looks.</summary>
    /// <returns>What it says; null where nobody answers in time.</returns>
    Task<ClusterView?> LookAsync(CancellationToken stop);
}
