using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Replay;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>The wire between two real actor systems.</summary>
public class TwoNodesTests(ITestOutputHelper output)
{
    private const int Rows = 6400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Messages_arrive_equal_in_order_and_from_whom_they_came()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var inbox = new Inbox(nodes.Two);
        var sender = new Inbox(nodes.One);
        var target = TwoNodes.SeenFrom(nodes.One, inbox.Actor, nodes.Two);
        var flow = BulkFlow.Of(nodes.One);
        var policy = new PublishPolicy(1, new PolicyVersion(2, new(3, Numbers(2_500_000, 1))));
        var batch = new BatchDrawn(1, 2, 3, Batch(7), []);
        var prepare = (PreparePolicy)new Samples(sender.Actor).Make(typeof(PreparePolicy));
        var learned = new RoundLearned(1, 2, null);
        flow.Send(target, policy, sender.Actor, new PolicyRetired(1, policy.Version));
        flow.Send(target, prepare, sender.Actor);
        flow.Send(target, batch, sender.Actor, new BatchUsed(batch.Samples));
        flow.Send(target, learned, sender.Actor);
        Same.Check(policy, await inbox.Next<PublishPolicy>());
        var came = await inbox.Next<PreparePolicy>();
        Assert.Equal(TwoNodes.SeenFrom(nodes.Two, sender.Actor, nodes.One), inbox.LastSender);
        Same.Check(prepare with { Shards = [], Metrics = ActorRefs.Nobody }, came with { Shards = [], Metrics = ActorRefs.Nobody });
        Assert.All([.. came.Shards, came.Metrics], actor => Assert.Equal(inbox.LastSender, actor));
        Same.Check(batch, await inbox.Next<BatchDrawn>());
        Same.Check(learned, await inbox.Next<RoundLearned>());
        // The sender may use its arrays again.
        Assert.Same(policy.Version, (await sender.Next<PolicyRetired>()).Version);
        Assert.Same(batch.Samples, (await sender.Next<BatchUsed>()).Samples);
        // A small one that no order binds needs no flow, and one in the same process is the message itself.
        target.Tell(new GrantRounds(4, 5, 6), sender.Actor);
        Assert.Equal(new GrantRounds(4, 5, 6), await inbox.Next<GrantRounds>());
        flow.Send(sender.Actor, batch, sender.Actor);
        Assert.Same(batch, await sender.Next<BatchDrawn>());
        flow.GiveBack(sender.Actor, new BatchUsed(batch.Samples), sender.Actor);
        await sender.Next<BatchUsed>();
    }

    [Fact]
    public async Task A_node_that_is_gone_ends_what_is_on_its_way_to_it()
    {
        // Memory for a few batches only, and a target that handles none: most cannot be there before the node is gone.
        await using var nodes = await TwoNodes.StartAsync("mtrl-wire.memory = 8 MiB");
        var sender = new Inbox(nodes.One);
        var target = new Inbox(nodes.Two);
        var seen = TwoNodes.SeenFrom(nodes.One, target.Actor, nodes.Two);
        var flow = BulkFlow.Of(nodes.One);
        flow.Send(seen, new EnvironmentCaptured(1, 1, 1, new byte[1000]), sender.Actor);
        await target.Next<EnvironmentCaptured>();
        target.Block();
        var batch = Batch(1);
        for (int i = 0; i < 100; i++) flow.Send(seen, new BatchDrawn(1, i, 0, batch, []), sender.Actor, new BatchUsed(batch));
        for (int i = 0; i < 3; i++) await sender.Next<BatchUsed>();
        // As if the node had died: what watches it hears the same, without the wait for the failure detector.
        nodes.Two.ActorSelection($"/system/{BulkActor.Name}").Tell(PoisonPill.Instance);
        var lost = await sender.Next<BulkLost>();
        target.Release();
        Assert.Equal(seen, lost.Target);
        Assert.Equal($"{seen.Path.Address} is gone", lost.Reason);
    }

    [Fact]
    public async Task Large_messages_go_over_a_stream_and_through_the_remoting_where_there_is_none()
    {
        foreach (bool streams in new[] { true, false })
        {
            await using var nodes = await TwoNodes.StartAsync($"mtrl-wire.streams = {(streams ? "on" : "off")}");
            var inbox = new Inbox(nodes.Two);
            var policy = new PublishPolicy(1, new PolicyVersion(2, new(3, Numbers(300_000, 1))));
            BulkFlow.Of(nodes.One).Send(TwoNodes.SeenFrom(nodes.One, inbox.Actor, nodes.Two), policy, inbox.Actor);
            Same.Check(policy, await inbox.Next<PublishPolicy>());
            var meter = NodeTelemetry.Of(nodes.One);
            Assert.InRange(meter.BulkSent.Value, 1_200_000, 1_300_000);
            Assert.InRange(meter.BulkStreamed.Value, streams ? 1_200_000 : 0, streams ? 1_300_000 : 0);
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_again_and_again_loses_nothing()
    {
        int port = Free();
        using var way = new BreakingWay(port, 700_000);
        await using var nodes = await TwoNodes.StartAsync(second: $"mtrl-wire.port = {port}\nmtrl-wire.public-port = {way.Port}");
        var (inbox, sender) = (new Inbox(nodes.Two), new Inbox(nodes.One));
        var target = TwoNodes.SeenFrom(nodes.One, inbox.Actor, nodes.Two);
        const int count = 12;
        for (int i = 0; i < count; i++)
        {
            var policy = new PublishPolicy(1, new PolicyVersion(i, new(3, Numbers(500_000, i))));
            BulkFlow.Of(nodes.One).Send(target, policy, sender.Actor, new PolicyRetired(1, policy.Version));
        }

        for (int i = 0; i < count; i++)
        {
            var came = await inbox.Next<PublishPolicy>();
            Assert.Equal(i, came.Version.Round);
            Assert.True(came.Version.Weights.Values.AsSpan().SequenceEqual(Numbers(500_000, i)));
        }

        Assert.InRange(way.Broken, count, int.MaxValue);
        for (int i = 0; i < count; i++) Assert.Equal(i, (await sender.Next<PolicyRetired>()).Version.Round);
    }

    [Fact]
    public async Task Under_full_load_small_messages_pass_and_memory_is_flat()
    {
        const int batches = 60;
        await using var nodes = await TwoNodes.StartAsync();
        var flow = BulkFlow.Of(nodes.One);
        var source = new Source(nodes, flow);
        var idle = await Pings(nodes, Task.Delay(500));
        await source.Send(batches / 2);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var sending = source.Send(batches);
        var loaded = await Pings(nodes, sending);
        await sending;
        double seconds = watch.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        double bytes = (double)batches * Rows * TransitionLayout.MetaWorld.RowBytes;
        double socket = await Socket(batches);
        long policy = await Publish(nodes, flow, 2_500_000);
        output.WriteLine($"batches of {Rows} rows: {batches / seconds:0.0}/s, {bytes / seconds / 1e6:0} MB/s; the same bytes over a TCP socket: {bytes / socket / 1e6:0} MB/s");
        output.WriteLine($"a small message there and back, idle: median {idle[idle.Length / 2]:0.0} ms, worst {idle[^1]:0.0} ms; meanwhile: median {loaded[loaded.Length / 2]:0.0} ms, worst {loaded[^1]:0.0} ms of {loaded.Length}");
        output.WriteLine($"memory grew by {grown / 1e6:0.0} MB; {allocated / bytes:0.00} bytes allocated for each byte sent");
        output.WriteLine($"a policy of 10 MB: {policy} ms");
        Assert.Equal(0, nodes.Unreachable);
        Assert.InRange(grown, long.MinValue, 30_000_000);
        Assert.InRange(loaded.Length, 3, int.MaxValue);
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle();
        return values;
    }

    private static TransitionBatch Batch(int seed)
    {
        var batch = new TransitionBatch(TransitionLayout.MetaWorld, Rows);
        Numbers(batch.Observations.Length, seed).CopyTo(batch.Observations, 0);
        Numbers(batch.Actions.Length, seed + 1).CopyTo(batch.Actions, 0);
        Numbers(Rows, seed + 2).CopyTo(batch.Rewards, 0);
        Numbers(batch.NextObservations.Length, seed + 3).CopyTo(batch.NextObservations, 0);
        return batch;
    }

    /// <summary>Milliseconds of small messages there and back, sorted, until a task is done.</summary>
    private static async Task<double[]> Pings(TwoNodes nodes, Task until)
    {
        var echo = TwoNodes.SeenFrom(nodes.One, nodes.Two.ActorOf(Props.Create(static () => new Echo())), nodes.Two);
        var times = new List<double>();
        while (!until.IsCompleted || times.Count < 3)
        {
            long begun = Stopwatch.GetTimestamp();
            await echo.Ask<RoundsRevoked>(new RevokeRounds(times.Count, 1), Patience);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    private static async Task<long> Publish(TwoNodes nodes, BulkFlow flow, int numbers)
    {
        var inbox = new Inbox(nodes.Two);
        var watch = Stopwatch.StartNew();
        flow.Send(TwoNodes.SeenFrom(nodes.One, inbox.Actor, nodes.Two), new PublishPolicy(1, new PolicyVersion(1, new(1, new float[numbers]))), inbox.Actor);
        await inbox.Next<PublishPolicy>();
        return watch.ElapsedMilliseconds;
    }

    /// <summary>Seconds of the same bytes through a socket, from the arrays into the arrays.</summary>
    private static async Task<double> Socket(int batches)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        var batch = Batch(1);
        byte[] from = new byte[Rows * batch.Layout.RowBytes], to = new byte[from.Length];
        var watch = Stopwatch.StartNew();
        var reading = Task.Run(() =>
        {
            for (int i = 0; i < batches; i++) server.GetStream().ReadExactly(to);
        });
        for (int i = 0; i < batches; i++) client.GetStream().Write(from);
        await reading;
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Sends batches as a shard does, a few ahead, and receives them as a learner does.</summary>
    private sealed class Source(TwoNodes nodes, BulkFlow flow)
    {
        private readonly Inbox _shard = new(nodes.One);
        private readonly Inbox _learner = new(nodes.Two);
        private readonly Queue<TransitionBatch> _pool = new([Batch(1), Batch(2), Batch(3)]);
        private readonly TransitionBatch[] _known = [Batch(1), Batch(2), Batch(3)];
        private readonly Dictionary<TransitionBatch, int> _which = [];

        public async Task Send(int batches)
        {
            if (_which.Count == 0)
            {
                foreach (var batch in _pool) _which.Add(batch, _which.Count);
            }

            var target = TwoNodes.SeenFrom(nodes.One, _learner.Actor, nodes.Two);
            var order = new Queue<int>();
            var receiving = Task.Run(async () =>
            {
                for (int i = 0; i < batches; i++)
                {
                    var drawn = await _learner.Next<BatchDrawn>();
                    var expected = _known[drawn.Shard];
                    Assert.Equal(i, drawn.Update);
                    Assert.True(drawn.Samples.Observations.AsSpan().SequenceEqual(expected.Observations));
                    Assert.True(drawn.Samples.NextObservations.AsSpan().SequenceEqual(expected.NextObservations));
                    Assert.True(drawn.Samples.Actions.AsSpan().SequenceEqual(expected.Actions));
                    BulkFlow.Of(nodes.Two).GiveBack(_learner.LastSender, new BatchUsed(drawn.Samples), _learner.Actor);
                }
            });
            for (int i = 0; i < batches; i++)
            {
                if (!_pool.TryDequeue(out var batch)) batch = (await _shard.Next<BatchUsed>()).Samples;
                flow.Send(target, new BatchDrawn(1, i, _which[batch], batch, []), _shard.Actor, new BatchUsed(batch));
            }

            await receiving;
            while (_pool.Count < 3) _pool.Enqueue((await _shard.Next<BatchUsed>()).Samples);
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<RevokeRounds>(revoke => Sender.Tell(new RoundsRevoked(revoke.Epoch, revoke.Serial, 0, 1)));
    }
}
