using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>
/// The nodes of a cluster as their reports tell: who is there, who has fallen silent, who wants to go. Times are those of one
/// monotonic clock that the caller reads.
/// </summary>
/// <param name="self">The director's own handshake; nodes of another protocol are refused.</param>
/// <param name="patience">How long a node may say nothing before it counts as silent.</param>
/// <param name="memory">How long a silent node is remembered, for people to see.</param>
public sealed class NodeRoster(NodeHandshake self, TimeSpan patience, TimeSpan memory)
{
    private readonly SortedDictionary<string, (NodeEntry Entry, TimeSpan Heard, NodeFigures Figures)> _nodes = new(StringComparer.Ordinal);

    private readonly HashSet<(string Address, long Uid)> _draining = [];

    /// <summary>All nodes by address, silent ones too.</summary>
    public IReadOnlyList<NodeEntry> Nodes => [.. _nodes.Values.Select(static node => node.Entry)];

    /// <summary>The nodes for people to see.</summary>
    /// <param name="now">The time.</param>
    public IReadOnlyList<NodeStatus> Status(TimeSpan now) => [.. _nodes.Values.Select(node => new NodeStatus(
        node.Entry.Address, node.Entry.Roles.Names(), node.Entry.State, node.Entry.Project, (now - node.Heard).TotalSeconds, node.Figures))];

    /// <summary>Takes a node's report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="actor">The node's actor.</param>
    /// <param name="now">The time.</param>
    /// <param name="changed">Whether <see cref="Nodes"/> are others than before.</param>
    /// <returns>Why the node is refused, or null.</returns>
    public string? Report(NodeReport report, IActorRef actor, TimeSpan now, out bool changed)
    {
        changed = false;
        if (self.Refusal(report.Handshake) is { } refusal) return refusal;
        string address = report.Handshake.Node;
        var before = _nodes.TryGetValue(address, out var known) ? known.Entry : null;
        bool leaving = report.Leaving || _draining.Contains((address, report.Uid));
        var entry = new NodeEntry(
            address, report.Uid, report.Roles, report.Handshake.Project, actor, leaving ? NodeState.Draining : NodeState.Up);
        _nodes[address] = (entry, now, report.Figures);
        changed = entry != before;
        return null;
    }

    /// <summary>Marks nodes that have not reported for too long, and forgets those that are silent for very long.</summary>
    /// <returns>Whether <see cref="Nodes"/> are others than before.</returns>
    public bool Tick(TimeSpan now)
    {
        bool changed = false;
        foreach (var (address, (entry, heard, _)) in _nodes.ToArray())
        {
            if (now - heard > memory) changed |= _nodes.Remove(address);
            else if (now - heard > patience && entry.State != NodeState.Silent) changed |= Mark(address, NodeState.Silent);
        }

        return changed;
    }

    /// <summary>A connection to the node broke: it counts as silent until it reports again.</summary>
    /// <returns>Whether <see cref="Nodes"/> are others than before.</returns>
    public bool Suspect(string address) => Mark(address, NodeState.Silent);

    /// <summary>The node is to end; its parts go elsewhere.</summary>
    /// <returns>Whether there is such a node.</returns>
    public bool Drain(string address)
    {
        if (!_nodes.TryGetValue(address, out var node)) return false;
        _draining.Add((address, node.Entry.Uid));
        if (node.Entry.State == NodeState.Up) Mark(address, NodeState.Draining);
        return true;
    }

    private bool Mark(string address, NodeState state)
    {
        if (!_nodes.TryGetValue(address, out var node) || node.Entry.State == state) return false;
        _nodes[address] = (node.Entry with { State = state }, node.Heard, node.Figures);
        return true;
    }
}
