using CsCheck;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>Which node hosts what.</summary>
public class PlacementTests
{
    private static readonly RunSettings Settings = Small.Configuration("environments.copies=7", "replay.shards=3").Settings;

    [Fact]
    public void Shares_are_equal_few_parts_move_and_only_to_nodes_that_take_them() => Gen.Int.Sample(
        static seed =>
        {
            var chance = new Random(seed);
            List<NodeEntry> nodes = [Node(chance, 0, NodeRoles.All)];
            Placement? before = null;
            for (int step = 1; step < 12; step++)
            {
                if (chance.Next(3) > 0) nodes.Add(Node(chance, step, (NodeRoles)chance.Next(1, 32)));
                else if (nodes.Count > 1) nodes.RemoveAt(chance.Next(nodes.Count));
                var placement = Placement.Plan(nodes, Settings, before, out var missing);
                if (placement is null)
                {
                    Assert.DoesNotContain(nodes, node => node.Takes(missing));
                    continue;
                }

                Check(placement, nodes);
                Assert.True(placement.HostsAs(Placement.Plan([.. nodes.OrderBy(_ => chance.Next())], Settings, before, out _)!));
                Assert.True(placement.HostsAs(Placement.Plan(nodes, Settings, placement, out _)!), "parts moved though no node came or went");
                if (before is not null) CheckMoves(before, placement, nodes);
                before = placement;
            }
        },
        iter: 500);

    [Fact]
    public void A_role_that_nobody_takes_is_named()
    {
        var chance = new Random(1);
        NodeEntry[] nodes = [Node(chance, 1, NodeRoles.Learner | NodeRoles.Worker), Node(chance, 2, NodeRoles.Replay) with { State = NodeState.Draining }];
        Assert.Null(Placement.Plan(nodes, Settings, null, out var missing));
        Assert.Equal(["replay", "evaluator"], missing.Names());
    }

    [Fact]
    public void The_evaluator_is_not_beside_the_learner_where_another_node_can()
    {
        var chance = new Random(1);
        NodeEntry[] nodes = [Node(chance, 1, NodeRoles.All), Node(chance, 2, NodeRoles.Evaluator)];
        var placement = Placement.Plan(nodes, Settings, null, out _)!;
        Assert.False(placement.Learner.IsSame(placement.Evaluator));
    }

    private static NodeEntry Node(Random chance, int uid, NodeRoles roles) =>
        new($"10.0.0.{chance.Next(9)}:{7000 + uid}", uid, roles, "1", new FakeRef($"node-{uid}"), NodeState.Up);

    private static void Check(Placement placement, List<NodeEntry> nodes)
    {
        Assert.True(placement.Learner.Takes(NodeRoles.Learner) && placement.Evaluator.Takes(NodeRoles.Evaluator));
        Assert.All(placement.Shards, static node => Assert.True(node.Takes(NodeRoles.Replay)));
        Assert.All(placement.Workers, static worker => Assert.True(worker.Node.Takes(NodeRoles.Worker)));
        Assert.All(placement.Nodes, node => Assert.Contains(nodes, node.IsSame));
        Assert.Equal(Enumerable.Range(0, Settings.EnvironmentCount), placement.Workers.SelectMany(static worker => worker.Environments).Order());
        int workers = nodes.Count(static node => node.Takes(NodeRoles.Worker));
        Assert.Equal(Math.Min(workers, Settings.EnvironmentCount), placement.Workers.Count);
        Assert.InRange(placement.Workers.Max(static worker => worker.Environments.Count), 1, (Settings.EnvironmentCount + workers - 1) / workers);
    }

    // What stays with a living node is as much as its share allows.
    private static void CheckMoves(Placement before, Placement after, List<NodeEntry> nodes)
    {
        foreach (var worker in before.Workers)
        {
            if (!nodes.Any(node => node.IsSame(worker.Node))) continue;
            var now = after.Workers.FirstOrDefault(one => one.Node.IsSame(worker.Node))?.Environments ?? [];
            Assert.Equal(Math.Min(now.Count, worker.Environments.Count), now.Intersect(worker.Environments).Count());
        }

        if (nodes.Any(before.Learner.IsSame)) Assert.True(after.Learner.IsSame(before.Learner));
        if (nodes.Any(before.Evaluator.IsSame)) Assert.True(after.Evaluator.IsSame(before.Evaluator));
    }
}
