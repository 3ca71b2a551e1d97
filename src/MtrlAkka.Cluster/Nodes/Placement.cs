using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>The environments of one worker.</summary>
/// <param name="Node">The worker.</param>
/// <param name="Environments">Indices of its environments, ascending; at least one.</param>
public sealed record WorkerShare(NodeEntry Node, IReadOnlyList<int> Environments);

/// <summary>
/// Which node hosts which part in a life of a run. Shards and environments are shared out evenly, and as few as possible
/// move from one placement to the next. The same nodes and the same past give the same placement.
/// </summary>
/// <param name="Learner">Hosts the learner.</param>
/// <param name="Shards">Host the replay shards, by index.</param>
/// <param name="Workers">The workers and their environments, by address.</param>
/// <param name="Evaluator">Hosts the evaluator.</param>
public sealed record Placement(NodeEntry Learner, IReadOnlyList<NodeEntry> Shards, IReadOnlyList<WorkerShare> Workers, NodeEntry Evaluator)
{
    /// <summary>Every node that hosts something, by address.</summary>
    public IReadOnlyList<NodeEntry> Nodes { get; } =
        [.. Shards.Concat(Workers.Select(static worker => worker.Node)).Append(Learner).Append(Evaluator)
            .DistinctBy(static node => node.Address).OrderBy(static node => node.Address, StringComparer.Ordinal)];

    /// <summary>Places a run.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="settings">The run's settings.</param>
    /// <param name="before">Where its parts were, or null.</param>
    /// <param name="missing">The roles that no node takes, where there is no placement.</param>
    /// <returns>The placement, or null.</returns>
    public static Placement? Plan(IReadOnlyList<NodeEntry> nodes, RunSettings settings, Placement? before, out NodeRoles missing)
    {
        missing = NodeRoles.None;
        foreach (var role in new[] { NodeRoles.Learner, NodeRoles.Replay, NodeRoles.Worker, NodeRoles.Evaluator })
            if (!nodes.Any(node => node.Takes(role))) missing |= role;
        if (missing != NodeRoles.None) return null;
        var learner = One(nodes, NodeRoles.Learner, before?.Learner, static _ => 0);
        // Evaluations take a core for long: not the learner's, where another node can.
        var evaluator = One(nodes, NodeRoles.Evaluator, before?.Evaluator, node => node.IsSame(learner) ? 1 : 0);
        var shards = Share(settings.Replay.Shards, nodes, NodeRoles.Replay, index => before?.Shards.ElementAtOrDefault(index));
        var owners = new NodeEntry?[settings.EnvironmentCount];
        foreach (var worker in before?.Workers ?? [])
            foreach (int environment in worker.Environments) owners[environment] = worker.Node;
        var environments = Share(settings.EnvironmentCount, nodes, NodeRoles.Worker, index => owners[index]);
        var workers = environments.Select(static (node, index) => (node, index))
            .GroupBy(static one => one.node.Address, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => new WorkerShare(group.First().node, [.. group.Select(static one => one.index)]));
        return new Placement(learner, shards, [.. workers], evaluator);
    }

    /// <summary>Whether every part is where it is in another placement.</summary>
    public bool HostsAs(Placement other) =>
        Learner.IsSame(other.Learner) && Evaluator.IsSame(other.Evaluator)
        && Shards.Count == other.Shards.Count && Shards.Zip(other.Shards, static (one, two) => one.IsSame(two)).All(static same => same)
        && Workers.Count == other.Workers.Count
        && Workers.Zip(other.Workers, static (one, two) => one.Node.IsSame(two.Node) && one.Environments.SequenceEqual(two.Environments)).All(static same => same);

    private static NodeEntry One(IReadOnlyList<NodeEntry> nodes, NodeRoles role, NodeEntry? before, Func<NodeEntry, int> cost)
    {
        var able = nodes.Where(node => node.Takes(role)).ToList();
        return able.Find(node => node.IsSame(before))
            ?? able.OrderBy(cost).ThenBy(static node => node.Address, StringComparer.Ordinal).First();
    }

    // Nobody has more than one part above another; who keeps what is decided in the parts' order.
    private static NodeEntry[] Share(int parts, IReadOnlyList<NodeEntry> nodes, NodeRoles role, Func<int, NodeEntry?> before)
    {
        NodeEntry[] able = [.. nodes.Where(node => node.Takes(role)).OrderBy(static node => node.Address, StringComparer.Ordinal)];
        int[] had = [.. able.Select(node => Enumerable.Range(0, parts).Count(part => node.IsSame(before(part))))];
        // Those who have most keep the parts that do not divide evenly.
        int[] order = [.. Enumerable.Range(0, able.Length).OrderByDescending(index => had[index]).ThenBy(static index => index)];
        int[] room = new int[able.Length];
        for (int rank = 0; rank < order.Length; rank++) room[order[rank]] = (parts / able.Length) + (rank < parts % able.Length ? 1 : 0);
        var hosts = new NodeEntry[parts];
        for (int part = 0; part < parts; part++)
        {
            int keeper = Array.FindIndex(able, node => node.IsSame(before(part)));
            if (keeper < 0 || room[keeper] == 0) continue;
            room[keeper]--;
            hosts[part] = able[keeper];
        }

        int next = 0;
        for (int part = 0; part < parts; part++)
        {
            if (hosts[part] is not null) continue;
            while (room[next] == 0) next++;
            room[next]--;
            hosts[part] = able[next];
        }

        return hosts;
    }
}
