using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Batches;

/// <summary>Batches out of a replay shard of another process, as an asynchronous learner asks for them.</summary>
/// <param name="setup">This machine.</param>
/// <param name="benchmark">MT10 or MT50.</param>
/// <param name="inserting">Whether a further row of each environment goes in with each batch, at the run's own samples per insert; else the shard only gives.</param>
public sealed class BatchScenario(LoadSetup setup, string benchmark, bool inserting) : PeerScenario(setup)
{
    // More than a processor's caches keep.
    private const int Filled = 1000;
    private const string Preset = "mt50";
    private readonly LoadRun _run = new(
        Preset,
        [
            $"environments.benchmark={benchmark}", "run.mode=async", FormattableString.Invariant($"replay.capacity={Filled}"),
            FormattableString.Invariant($"run.rounds={(inserting ? 1_000_000_000 : Filled)}"), FormattableString.Invariant($"learner.warm-start-rounds={Filled}"),
        ],
        setup.NewFolder("batches"));

    private RunSettings _settings = null!;
    private BatchTraffic _traffic = null!;
    private IActorRef _client = ActorRefs.Nobody;

    /// <inheritdoc/>
    public override string Name => $"batches-{benchmark.ToLowerInvariant()}{(inserting ? "-inserts" : "")}";

    /// <inheritdoc/>
    public override string Description =>
        $"a batch of {benchmark}, 128 rows of each task, out of a replay shard of another process{(inserting ? ", while a row of each environment goes in with each" : ", with nothing going in")}";

    /// <inheritdoc/>
    public override string Unit => "batches";

    /// <inheritdoc/>
    public override int Clients => 4;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [new PeerSpec(_run, [LoadPeer.Async])];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_client, number, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => Task.FromResult(_traffic.Notes.Lines);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        int perTask = _settings.Learner.Sac.BatchPerTask, tasks = _settings.Environments.Tasks.Count;
        TransitionBatch batch = new(TransitionLayout.MetaWorld, tasks * perTask), copy = new(TransitionLayout.MetaWorld, tasks * perTask);
        int ask = inserting ? tasks * TransitionLayout.MetaWorld.RowBytes : 64;
        var (count, seconds) = Cluster.Peers[0].Socket.Drive(ask, _traffic.Bytes, _traffic.Ahead, time);
        using var shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, tasks - 1, 1, Filled));
        for (long round = 0; round < Filled; round++) _traffic.Rounds.AppendTo(shard, _traffic.Rounds.Round(1, round));
        ulong drawn = 0;
        return
        [
            new Floor("tcp", "plain TCP, messages and answers of the same sizes, as many on the way", count / seconds, FloorKind.Rate),
            new Floor("drawn", "drawn from a shard in this process, without any message", Stopwatches.Rate(time, () => shard.SampleInto(batch.Columns, perTask, RandomStreams.Sample(_settings.Seed), drawn++)), FloorKind.Rate),
            new Floor("copy", "copied in memory", Stopwatches.Rate(time, () => Copy(batch, copy)), FloorKind.Rate),
        ];
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        _settings = _run.Load().Settings;
        var stand = new AsyncStand(Cluster);
        var empty = new TransitionBatch(TransitionLayout.MetaWorld, ShardPlan.Of(_settings, 0).RowsPerUpdate);
        var traffic = _traffic = new BatchTraffic(_settings, inserting, BytesOf(new BatchDrawn(1, 0, 0, empty, [])));
        var shard = stand.There(RunPart.Replay, 0);
        var client = _client = Cluster.Node.System.ActorOf(Props.Create(() => new BatchClient(stand, traffic)));
        stand.StandFor(client, stand.Here(RunPart.Learner), stand.Here(RunPart.Policy));
        var host = await stand.HostAsync(0).ConfigureAwait(false);
        var roster = stand.NextRoster(stand.Here(RunPart.Learner), shard, stand.Here(RunPart.Policy));
        BulkFlow.Of(Cluster.Node.System).Send(host, stand.Assign(roster, null, [], AsyncStand.Lease(shard)), client);
        var filled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Tell(new BatchClient.Fill(Filled, filled));
        await filled.Task.WaitAsync(TimeSpan.FromMinutes(2), stop).ConfigureAwait(false);
    }

    private static void Copy(TransitionBatch from, TransitionBatch to)
    {
        from.Observations.CopyTo(to.Observations, 0);
        from.Actions.CopyTo(to.Actions, 0);
        from.Rewards.CopyTo(to.Rewards, 0);
        from.Terminated.CopyTo(to.Terminated, 0);
        from.NextObservations.CopyTo(to.NextObservations, 0);
    }
}
