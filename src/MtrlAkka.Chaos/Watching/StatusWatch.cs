using Akka.Actor;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Watching;

/// <summary>
/// Asks all nodes at once how the cluster stands, so that one that is gone delays nothing. Where two directors answer, as when
/// the cluster fell apart, the one with the newer life of the run is believed.
/// </summary>
public sealed class StatusWatch : IClusterWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Others = TimeSpan.FromMilliseconds(100);
    private const double Fresh = 2;
    private readonly ActorSystem _system = ActorSystem.Create("mtrl-chaos", AkkaConfiguration.ForClient(null));
    private readonly ActorSelection[] _nodes;

    /// <summary>A watch.</summary>
    /// <param name="nodes">Addresses of all nodes, <c>HOST:PORT</c>.</param>
    public StatusWatch(IEnumerable<string> nodes) =>
        _nodes = [.. nodes.Select(HostPort.Parse).Select(node => _system.ActorSelection(
            new RootActorPath(new Address("akka.tcp", ClusterNode.SystemName, node.Host, node.Port)) / "user" / NodeActor.Name))];

    /// <inheritdoc/>
    public async Task<ClusterView?> LookAsync(CancellationToken stop)
    {
        var asked = _nodes.Select(AskAsync).ToList();
        var left = asked.ToList();
        while (left.Count > 0)
        {
            var answered = await Task.WhenAny(left).WaitAsync(stop).ConfigureAwait(false);
            left.Remove(answered);
            if (await answered.ConfigureAwait(false) is not null) break;
        }

        if (left.Count > 0) await Task.WhenAny(Task.WhenAll(left), Task.Delay(Others, stop)).ConfigureAwait(false);
        return asked.Where(static one => one.IsCompletedSuccessfully).Select(static one => one.Result).OfType<ClusterStatus>().Select(ViewOf)
            .MaxBy(static view => (view.Epoch, view.Progress));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate().ConfigureAwait(false);

    private static async Task<ClusterStatus?> AskAsync(ActorSelection node)
    {
        try
        {
            return await node.Ask<ClusterStatus>(new AskClusterStatus(), Patience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static ClusterView ViewOf(ClusterStatus status)
    {
        var up = status.Nodes.Where(static node => node.State == NodeState.Up && node.ReportAge < Fresh).ToList();
        return new ClusterView(
            status.Director, status.Run?.Name, status.Run?.Phase ?? "", status.Run?.Epoch ?? 0, status.Run?.Round ?? 0,
            up.Select(static node => node.Address).ToHashSet(), up.Count == status.Nodes.Count, [.. up.SelectMany(HostsOf)]);
    }

    private static IEnumerable<PartHost> HostsOf(NodeStatus node)
    {
        if (node.Figures is not { Parts: var parts }) yield break;
        if (parts.Learner) yield return new PartHost("learner", node.Address);
        if (parts.Evaluator) yield return new PartHost("evaluator", node.Address);
        foreach (int shard in parts.Shards) yield return new PartHost(FormattableString.Invariant($"shard {shard}"), node.Address);
        if (parts.Environments > 0) yield return new PartHost(PartHost.Environments, node.Address, parts.Environments);
    }
}
