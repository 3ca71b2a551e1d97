using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>How the director sees nodes, by their reports.</summary>
public class NodeRosterTests
{
    private static readonly NodeHandshake Self = new("10.0.0.1:7001", NodeHandshake.CurrentProtocol, "1.0");
    private readonly NodeRoster _roster = new(Self, Seconds(5), Seconds(60));

    [Fact]
    public void A_node_of_another_protocol_is_refused_by_name()
    {
        var other = Report("10.0.0.2:7002", 1) with { Handshake = new NodeHandshake("10.0.0.2:7002", NodeHandshake.CurrentProtocol + 1, "9.9") };
        string refusal = _roster.Report(other, new FakeRef("a"), Seconds(0), out bool changed)!;
        Assert.Contains($"10.0.0.2:7002 speaks protocol {NodeHandshake.CurrentProtocol + 1} (version 9.9)", refusal);
        Assert.Contains("run the same version on all nodes", refusal);
        Assert.False(changed);
        Assert.Empty(_roster.Nodes);
    }

    [Fact]
    public void A_node_that_says_nothing_falls_silent_comes_back_and_is_forgotten_at_last()
    {
        var node = new FakeRef("a");
        Assert.True(Hear("10.0.0.2:7002", 1, node, 0));
        Assert.False(Hear("10.0.0.2:7002", 1, node, 1));
        Assert.False(_roster.Tick(Seconds(6)));
        Assert.True(_roster.Tick(Seconds(6.5)));
        Assert.Equal(NodeState.Silent, Assert.Single(_roster.Nodes).State);
        Assert.True(Hear("10.0.0.2:7002", 1, node, 7));
        Assert.Equal(NodeState.Up, Assert.Single(_roster.Nodes).State);
        Assert.True(_roster.Tick(Seconds(68)));
        Assert.Empty(_roster.Nodes);
    }

    [Fact]
    public void A_broken_connection_makes_a_node_silent_until_it_reports()
    {
        var node = new FakeRef("a");
        Hear("10.0.0.2:7002", 1, node, 0);
        Assert.True(_roster.Suspect("10.0.0.2:7002"));
        Assert.False(_roster.Suspect("10.0.0.2:7002"));
        Assert.False(_roster.Suspect("10.0.0.9:7009"));
        Assert.True(Hear("10.0.0.2:7002", 1, node, 1));
    }

    [Fact]
    public void A_node_that_drains_goes_on_draining_in_this_life_and_not_in_the_next()
    {
        Hear("10.0.0.2:7002", 1, new FakeRef("a"), 0);
        Assert.True(_roster.Drain("10.0.0.2:7002"));
        Assert.False(_roster.Drain("10.0.0.3:7003"));
        Hear("10.0.0.2:7002", 1, new FakeRef("a"), 1);
        Assert.Equal(NodeState.Draining, Assert.Single(_roster.Nodes).State);
        Hear("10.0.0.2:7002", 2, new FakeRef("b"), 2);
        var entry = Assert.Single(_roster.Nodes);
        Assert.Equal((NodeState.Up, 2), (entry.State, entry.Uid));
    }

    [Fact]
    public void Pauses_double_up_to_the_longest_and_begin_anew_after_a_quiet_while()
    {
        var pause = new RestartPause(Seconds(1), Seconds(5));
        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(second => pause.Take(Seconds(second)).TotalSeconds));
        Assert.Equal(Seconds(1), pause.Take(Seconds(100)));
    }

    private bool Hear(string address, long uid, FakeRef node, double seconds)
    {
        Assert.Null(_roster.Report(Report(address, uid), node, Seconds(seconds), out bool changed));
        return changed;
    }

    private static NodeReport Report(string address, long uid) => new(
        Self with { Node = address }, uid, NodeRoles.Worker, Leaving: false, new NodeFigures { Parts = NodeParts.None });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
