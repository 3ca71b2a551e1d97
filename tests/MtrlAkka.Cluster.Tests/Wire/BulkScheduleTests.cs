using CsCheck;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>The bulk flow under thousands of schedules, each from its seed.</summary>
public class BulkScheduleTests(ITestOutputHelper output)
{
    [Fact]
    public void Over_a_network_that_loses_nothing_everything_comes() => Gen.Int.Sample(static seed =>
    {
        var nodes = new SimulatedNodes(seed, nodes: 3, faults: false);
        Play(nodes, seed, deaths: false);
        nodes.CheckEnd();
        Assert.Equal(0, nodes.Broken);
    }, iter: 700, threads: 1);

    [Fact]
    public void Lost_repeated_and_late_signals_and_streams_that_break_change_nothing()
    {
        long streamed = 0, resumed = 0, delivered = 0, broken = 0;
        Gen.Int.Sample(seed =>
        {
            var nodes = new SimulatedNodes(seed, nodes: 2, faults: true);
            Play(nodes, seed, deaths: false);
            nodes.CheckEnd();
            streamed += nodes.Streamed;
            resumed += nodes.Resumed;
            delivered += nodes.Delivered;
            broken += nodes.Broken;
        }, iter: 1400, threads: 1);
        output.WriteLine($"{delivered} messages came, {streamed} bytes over streams that had ended; {resumed} streams went on within a chunk; {broken} messages were lost with a stream that did not come back");
        Assert.InRange(streamed, 100_000, long.MaxValue);
        Assert.InRange(resumed, 30, long.MaxValue);
        Assert.InRange(broken, 0, delivered / 20);
    }

    [Fact]
    public void Nodes_that_die_end_what_was_under_way_and_nothing_else()
    {
        long delivered = 0, lost = 0, gone = 0;
        Gen.Int.Sample(seed =>
        {
            var nodes = new SimulatedNodes(seed, nodes: 3, faults: true);
            Play(nodes, seed, deaths: true);
            nodes.CheckEnd();
            Interlocked.Add(ref delivered, nodes.Delivered);
            Interlocked.Add(ref lost, nodes.Lost);
            Interlocked.Add(ref gone, nodes.Gone);
        }, iter: 700, threads: 1);
        output.WriteLine($"{delivered} messages came, {lost} were said to be lost, {gone} died with their sender");
        Assert.InRange(delivered, 1000, long.MaxValue);
        Assert.InRange(lost, 100, long.MaxValue);
    }

    private static void Play(SimulatedNodes nodes, int seed, bool deaths)
    {
        int steps = new Random(seed).Next(50, 400);
        for (int i = 0; i < steps; i++) nodes.Step(deaths);
        nodes.Settle();
    }
}
