using Akka.Actor;
using Akka.Configuration;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Tests.Wire;
using Inbox = MtrlAkka.Cluster.Tests.Wire.Inbox;

namespace MtrlAkka.Cluster.Tests.Telemetry;

public class HeartbeatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Heartbeats_between_nodes_are_measured_and_a_lost_node_is_counted()
    {
        await using var nodes = await TwoNodes.StartAsync("""
            akka.cluster.failure-detector.heartbeat-interval = 200ms
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 2s
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            """);
        var meter = NodeTelemetry.Of(nodes.One);
        var inbox = new Inbox(nodes.One);
        nodes.One.EventStream.Subscribe(inbox.Actor, typeof(HeartbeatCame));
        for (int i = 0; i < 3; i++)
        {
            var heartbeat = await inbox.Next<HeartbeatCame>();
            Assert.InRange(heartbeat.Gap, 0, Patience.TotalSeconds);
            Assert.Equal(heartbeat.Gap > 0.4, heartbeat.Late);
        }

        Assert.Equal(0, meter.Unreachable.Value);
        var unreachable = new Inbox(nodes.One);
        Akka.Cluster.Cluster.Get(nodes.One).Subscribe(unreachable.Actor, typeof(Akka.Cluster.ClusterEvent.UnreachableMember), typeof(Akka.Cluster.ClusterEvent.MemberRemoved));
        await unreachable.Next<Akka.Cluster.ClusterEvent.CurrentClusterState>();
        // Without a farewell, as a process that is killed.
        await nodes.Two.Terminate();
        await unreachable.Next<Akka.Cluster.ClusterEvent.UnreachableMember>();
        var deadline = Task.Delay(Patience);
        while (meter.Unreachable.Value != 1)
        {
            Assert.False(deadline.IsCompleted, "the meter does not know of the lost node");
            await Task.Yield();
        }
    }

    [Fact]
    public void A_heartbeat_is_late_that_comes_an_interval_after_it_was_due()
    {
        using var system = ActorSystem.Create("detector");
        var inbox = new Inbox(system);
        system.EventStream.Subscribe(inbox.Actor, typeof(HeartbeatCame));
        var time = new ManualTime();
        var config = ConfigurationFactory.ParseString("""
            threshold = 8.0
            max-sample-size = 100
            min-std-deviation = 100 ms
            acceptable-heartbeat-pause = 3 s
            heartbeat-interval = 1 s
            """);
        var detector = new MeteredFailureDetector(config, system.EventStream, time);
        Assert.False(detector.IsMonitoring);
        foreach (double gap in new[] { 0, 1, 2, 2.5, 0.9 })
        {
            time.Now += TimeSpan.FromSeconds(gap);
            detector.HeartBeat();
        }

        Assert.True(detector.IsMonitoring && detector.IsAvailable);
        HeartbeatCame[] came = [.. Enumerable.Range(0, 4).Select(_ => inbox.Next<HeartbeatCame>().GetAwaiter().GetResult())];
        Assert.Equal([1, 2, 2.5, 0.9], came.Select(static one => one.Gap));
        Assert.Equal([false, false, true, false], came.Select(static one => one.Late));
    }

    [Fact]
    public async Task A_mailbox_is_as_deep_as_messages_wait_in_it()
    {
        using var system = ActorSystem.Create("depths");
        var meter = NodeTelemetry.Of(system);
        var inbox = new Inbox(system);
        meter.Watch("inbox", inbox.Actor);
        inbox.Actor.Tell("first");
        await inbox.Next<string>();
        inbox.Block();
        inbox.Actor.Tell("handled when released");
        for (int i = 0; i < 25; i++) inbox.Actor.Tell(i);
        var (actor, depth) = Assert.Single(meter.Mailboxes.Read());
        Assert.Equal("inbox", actor);
        Assert.InRange(depth, 25, 26);
        inbox.Release();
        await inbox.Next<string>();
        for (int i = 0; i < 25; i++) await inbox.Next<int>();
        Assert.Equal(0, meter.Mailboxes.Read()[0].Depth);
        await inbox.Actor.GracefulStop(Patience);
        Assert.Empty(meter.Mailboxes.Read());
    }
}
