using System.Globalization;
using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Traffic;
using MtrlAkka.Replay;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>
/// Measures the messages of a lockstep run between this process and another one on this machine, through the actors and the bulk
/// flow that runs use, and their floors: plain TCP between the same processes, and the same work within one. Figures and floors
/// take turns; the fastest turn of each counts, which neighbours disturb least.
/// </summary>
internal sealed class WireBenchmark
{
    // As far as the coordinator lets workers run ahead in the warm start, and as far as a shard is ahead of a learner.
    private const int RoundsAhead = 64, BatchesAhead = 4, Turns = 3;
    private const double ForTransitions = 0.25, ForBatches = 0.25, ForFlow = 0.15, ForPublishes = 0.35;
    private const int WarmUp = 2;
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);
    private readonly BenchRun _run;
    private readonly RunSettings _settings;
    private readonly RecordedRounds _rounds;
    private readonly double _seconds;

    /// <summary>A benchmark of a run's messages.</summary>
    /// <param name="run">The run.</param>
    /// <param name="seconds">About how long in all, after the start of both processes.</param>
    public WireBenchmark(BenchRun run, double seconds)
    {
        (_run, _seconds, _settings) = (run, seconds, run.Inserting.Settings);
        _rounds = new RecordedRounds(_settings);
    }

    /// <summary>Measures.</summary>
    /// <param name="megabytes">Sizes of the weights to publish.</param>
    /// <param name="mujoco">Path of the MuJoCo library for the other process, or null to look for it.</param>
    public async Task<WireFigures> MeasureAsync(IReadOnlyList<double> megabytes, string? mujoco)
    {
        double load = Load();
        var node = await LoadNode.StartAsync(null).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            using var peer = new BenchPeerProcess(_run, node.Port, mujoco);
            var ports = await peer.ReadyAsync().ConfigureAwait(false);
            using var socket = new SocketClient(ports.Socket);
            var inserting = await DriverAsync(node, ports, BenchPeer.Inserting, _settings).ConfigureAwait(false);
            var transitions = await TransitionsAsync(inserting, socket, peer).ConfigureAwait(false);
            var drawing = await DriverAsync(node, ports, BenchPeer.Drawing, _run.Drawing.Settings).ConfigureAwait(false);
            var batches = await BatchesAsync(drawing, socket, peer).ConfigureAwait(false);
            var target = await node.FindAsync(ports.Node, BenchPeer.Publishing).ConfigureAwait(false);
            var publishing = node.System.ActorOf(Props.Create(() => new PublishDriver(target)));
            var flow = await FlowAsync(publishing, socket, peer, batches.Bytes).ConfigureAwait(false);
            List<PublishFigures> publishes = [];
            foreach (double size in megabytes)
                publishes.Add(await PublishesAsync(publishing, socket, (int)(size * 1e6 / sizeof(float)), ForPublishes * _seconds / megabytes.Count).ConfigureAwait(false));
            return new WireFigures(
                Environment.ProcessorCount, load, transitions, batches, flow, publishes, [node.Heartbeats, await peer.EndAsync().ConfigureAwait(false)]);
        }
    }

    private async Task<IActorRef> DriverAsync(LoadNode node, BenchPorts ports, string name, RunSettings settings)
    {
        var shard = await node.FindAsync(ports.Node, name).ConfigureAwait(false);
        var driver = node.System.ActorOf(Props.Create(() => new RoundDriver(settings, _rounds, shard)));
        await driver.Ask<RoundDriver.Prepared>(new RoundDriver.Prepare(), Slack).ConfigureAwait(false);
        return driver;
    }

    private async Task<TransitionFigures> TransitionsAsync(IActorRef driver, SocketClient socket, BenchPeerProcess peer)
    {
        var share = TimeSpan.FromSeconds(ForTransitions * _seconds / Turns / 5);
        var sample = _rounds.Round(1, 0);
        int bytes = Bytes(sample), answer = Bytes(new RoundAppended(1, 0, 0)), environments = sample.Steps.Count;
        using var shard = Shard(1);
        long appended = 0;
        var figures = new TransitionFigures(environments, bytes, RoundsAhead, 0, 0, 0, double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue);
        for (int turn = 0; turn < Turns; turn++)
        {
            var many = await DriveAsync(driver, share, RoundsAhead, peer).ConfigureAwait(false);
            var one = await DriveAsync(driver, share, 1, peer).ConfigureAwait(false);
            var plain = Drive(peer, () => socket.Drive(bytes, answer, RoundsAhead, share));
            figures = figures with
            {
                Rate = Math.Max(figures.Rate, environments * many.Rate),
                SocketRate = Math.Max(figures.SocketRate, environments * plain.Rate),
                LocalRate = Math.Max(figures.LocalRate, environments * RoundsAhead * Repeat(share, AppendSome)),
                Milliseconds = Math.Min(figures.Milliseconds, 1000 / one.Rate),
                Compute = Math.Min(figures.Compute, many.Compute),
                SocketCompute = Math.Min(figures.SocketCompute, plain.Compute),
                SocketMilliseconds = Math.Min(figures.SocketMilliseconds, 1000 * Seconds(share, () => socket.Exchange(bytes, answer))),
            };
        }

        return figures;

        // Only the appends are timed, not the making of what is appended.
        TimeSpan AppendSome()
        {
            AppendRound[] some = [.. Enumerable.Range(0, RoundsAhead).Select(i => _rounds.Round(1, appended + i))];
            long begun = TimeProvider.System.GetTimestamp();
            foreach (var round in some) _rounds.AppendTo(shard, round);
            appended += RoundsAhead;
            return TimeProvider.System.GetElapsedTime(begun);
        }
    }

    private async Task<BatchFigures> BatchesAsync(IActorRef driver, SocketClient socket, BenchPeerProcess peer)
    {
        var share = TimeSpan.FromSeconds(ForBatches * _seconds / Turns / 4);
        int perTask = _settings.Learner.Sac.BatchPerTask, rows = _settings.Environments.Tasks.Count * perTask;
        await driver.Ask<RoundDriver.Driven>(new RoundDriver.Drive(BenchRun.Filled, Slack, RoundsAhead), 2 * Slack).ConfigureAwait(false);
        using var shard = Shard(BenchRun.Filled);
        for (long round = 0; round < BenchRun.Filled; round++) _rounds.AppendTo(shard, _rounds.Round(1, round));
        TransitionBatch batch = new(TransitionLayout.MetaWorld, rows), copy = new(TransitionLayout.MetaWorld, rows);
        int request = Bytes(_rounds.Round(1, 0)), bytes = Bytes(new BatchDrawn(1, 0, 0, batch, []));
        ulong drawn = 0;
        var figures = new BatchFigures(rows, bytes, BatchesAhead, 0, 0, 0, 0, double.MaxValue, double.MaxValue);
        for (int turn = 0; turn < Turns; turn++)
        {
            var wire = await DriveAsync(driver, share, BatchesAhead, peer).ConfigureAwait(false);
            var plain = Drive(peer, () => socket.Drive(request, bytes, BatchesAhead, share));
            figures = figures with
            {
                Rate = Math.Max(figures.Rate, wire.Rate),
                SocketRate = Math.Max(figures.SocketRate, plain.Rate),
                Compute = Math.Min(figures.Compute, wire.Compute),
                SocketCompute = Math.Min(figures.SocketCompute, plain.Compute),
                CopyRate = Math.Max(figures.CopyRate, Repeat(share, () => Timed(() => Copy(batch, copy)))),
                DrawRate = Math.Max(figures.DrawRate, Repeat(share, () => Timed(() => shard.SampleInto(batch.Columns, perTask, RandomStreams.Sample(_settings.Seed), drawn++)))),
            };
        }

        return figures;
    }

    private async Task<FlowFigures> FlowAsync(IActorRef driver, SocketClient socket, BenchPeerProcess peer, long bytes)
    {
        var share = TimeSpan.FromSeconds(ForFlow * _seconds / Turns / 2);
        float[] values = new float[bytes / sizeof(float)];
        int answer = Bytes(new Done());
        var figures = new FlowFigures(bytes, BatchesAhead, 0, 0, double.MaxValue, double.MaxValue);
        for (int turn = 0; turn < Turns; turn++)
        {
            var wire = await DriveAsync(driver, new PublishDriver.Drive(values, share, BatchesAhead), share, peer).ConfigureAwait(false);
            var plain = Drive(peer, () => socket.Drive((int)bytes, answer, BatchesAhead, share));
            figures = figures with
            {
                Rate = Math.Max(figures.Rate, wire.Rate),
                SocketRate = Math.Max(figures.SocketRate, plain.Rate),
                Compute = Math.Min(figures.Compute, wire.Compute),
                SocketCompute = Math.Min(figures.SocketCompute, plain.Compute),
            };
        }

        return figures;
    }

    private static async Task<PublishFigures> PublishesAsync(IActorRef driver, SocketClient socket, int values, double seconds)
    {
        float[] weights = new float[values];
        int bytes = values * sizeof(float), answer = Bytes(new Done());
        List<double> published = [], exchanged = [];
        long begun = TimeProvider.System.GetTimestamp();
        for (int i = 0; i <= WarmUp || TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds; i++)
        {
            double wire = (await driver.Ask<PublishDriver.Published>(new PublishDriver.Publish(weights), Slack).ConfigureAwait(false)).Milliseconds;
            double plain = socket.Exchange(bytes, answer);
            if (i < WarmUp) continue;
            published.Add(wire);
            exchanged.Add(plain);
        }

        published.Sort();
        exchanged.Sort();
        return new PublishFigures(bytes, published.Count, Rank(published, 0.5), Rank(published, 0.99), Rank(exchanged, 0.5), Rank(exchanged, 0.99));
    }

    private static Task<(double Rate, double Compute)> DriveAsync(IActorRef driver, TimeSpan time, int ahead, BenchPeerProcess peer) =>
        DriveAsync(driver, new RoundDriver.Drive(long.MaxValue, time, ahead), time, peer);

    private static async Task<(double Rate, double Compute)> DriveAsync(IActorRef driver, object drive, TimeSpan time, BenchPeerProcess peer)
    {
        var before = peer.Compute;
        var driven = await driver.Ask<RoundDriver.Driven>(drive, time + Slack).ConfigureAwait(false);
        return (driven.Rounds / driven.Seconds, (peer.Compute - before).TotalMilliseconds / driven.Rounds);
    }

    private static (double Rate, double Compute) Drive(BenchPeerProcess peer, Func<(long Count, double Seconds)> drive)
    {
        var before = peer.Compute;
        var (count, seconds) = drive();
        return (count / seconds, (peer.Compute - before).TotalMilliseconds / count);
    }

    private ReplayShard Shard(int rounds)
    {
        int tasks = _settings.Environments.Tasks.Count, copies = _settings.Environments.Copies;
        return new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, tasks - 1, copies, Math.Max(rounds * copies, _settings.Replay.Capacity)));
    }

    // Times a second that something could be done, of the time that it says it took.
    private static double Repeat(TimeSpan share, Func<TimeSpan> work)
    {
        long begun = TimeProvider.System.GetTimestamp(), times = 0;
        var took = TimeSpan.Zero;
        do (took, times) = (took + work(), times + 1);
        while (TimeProvider.System.GetElapsedTime(begun) < share);
        return times / took.TotalSeconds;
    }

    private static double Seconds(TimeSpan share, Func<double> milliseconds) => 1 / Repeat(share, () => TimeSpan.FromMilliseconds(milliseconds()));

    private static TimeSpan Timed(Action work)
    {
        long begun = TimeProvider.System.GetTimestamp();
        work();
        return TimeProvider.System.GetElapsedTime(begun);
    }

    private static void Copy(TransitionBatch from, TransitionBatch to)
    {
        from.Observations.CopyTo(to.Observations, 0);
        from.Actions.CopyTo(to.Actions, 0);
        from.Rewards.CopyTo(to.Rewards, 0);
        from.Terminated.CopyTo(to.Terminated, 0);
        from.NextObservations.CopyTo(to.NextObservations, 0);
    }

    private static double Rank(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private static int Bytes(object message)
    {
        using var outgoing = new OutgoingMessage(message, null);
        return (int)outgoing.Length;
    }

    private static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : double.NaN;
}
