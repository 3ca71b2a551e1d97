using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Traffic;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Inserts;

/// <summary>Transitions into a replay shard of another process: one request is one step of each of 50 environments.</summary>
/// <param name="setup">This machine.</param>
public sealed class InsertScenario(LoadSetup setup) : PeerScenario(setup)
{
    private const int OnTheWay = 64, RowsOfATask = 2000;
    private readonly LoadRun _run = new(
        "mt50",
        [FormattableString.Invariant($"replay.capacity={RowsOfATask}"), "learner.warm-start-rounds=1000000000"],
        setup.NewFolder("inserts"));

    private RunSettings _settings = null!;
    private RecordedRounds _rounds = null!;
    private InsertAccount _account = null!;
    private IActorRef _client = ActorRefs.Nobody;

    /// <inheritdoc/>
    public override string Name => "inserts";

    /// <inheritdoc/>
    public override string Description => "50 transitions, one of each environment of MT50, into a replay shard of another process, acknowledged when they are in it";

    /// <inheritdoc/>
    public override string Unit => "transitions";

    /// <inheritdoc/>
    public override int Clients => OnTheWay;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [new PeerSpec(_run, [LoadPeer.Replay])];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_client, number, stop);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop)
    {
        long acknowledged = _account.Acknowledged;
        var captured = new TaskCompletionSource<ShardManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new InsertClient.Capture(captured));
        return _account.Verify(await captured.Task.WaitAsync(TimeSpan.FromMinutes(1), stop).ConfigureAwait(false), _run.OpenBlobs(), acknowledged);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        var round = _rounds.Round(1, 0);
        int environments = round.Steps.Count;
        var (count, seconds) = Cluster.Peers[0].Socket.Drive(BytesOf(round), BytesOf(new RoundAppended(1, 0, 0)), OnTheWay, time);
        int tasks = _settings.Environments.Tasks.Count;
        using var shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, tasks - 1, _settings.Environments.Copies, RowsOfATask));
        long appended = 0;
        double local = Stopwatches.Rate(time, () => _rounds.AppendTo(shard, _rounds.Round(1, appended++)));
        return
        [
            new Floor("tcp", "plain TCP, messages and answers of the same sizes, as many on the way", environments * count / seconds, FloorKind.Rate),
            new Floor("in-process", "made and appended to a shard in this process, without any message", environments * local, FloorKind.Rate),
        ];
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        _settings = _run.Load().Settings;
        _rounds = new RecordedRounds(_settings);
        _account = new InsertAccount(_settings, _rounds);
        var shard = await Cluster.FindAsync(0, LoadPeer.Replay).ConfigureAwait(false);
        var (rounds, account, environments, bytes) = (_rounds, _account, _settings.EnvironmentCount, BytesOf(_rounds.Round(1, 0)));
        _client = Cluster.Node.System.ActorOf(Props.Create(() => new InsertClient(shard, rounds, environments, bytes, account)));
        var prepared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new InsertClient.Prepare(prepared));
        await prepared.Task.WaitAsync(stop).ConfigureAwait(false);
    }
}
