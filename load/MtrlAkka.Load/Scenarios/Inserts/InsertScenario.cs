using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Inserts;

/// <summary>Transitions into a replay shard of another process: one request is one step of each of 50 environments.</summary>
/// <param name="setup">This machine.</param>
public sealed class InsertScenario(LoadSetup setup) : PeerScenario(setup)
{
    private const int OnTheWay = 64;
    private readonly LoadRun _run = InsertStand.Run(setup.NewFolder("inserts"));

    private InsertStand _stand = null!;

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
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_stand.Client, number, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => _stand.VerifyAsync(stop);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        var (settings, rounds) = (_stand.Settings, _stand.Rounds);
        var round = rounds.Round(1, 0);
        int environments = round.Steps.Count;
        var (count, seconds) = Cluster.Peers[0].Socket.Drive(BytesOf(round), BytesOf(new RoundAppended(1, 0, 0)), OnTheWay, time);
        int tasks = settings.Environments.Tasks.Count;
        using var shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, tasks - 1, settings.Environments.Copies, InsertStand.RowsOfATask));
        long appended = 0;
        double local = Stopwatches.Rate(time, () => rounds.AppendTo(shard, rounds.Round(1, appended++)));
        return
        [
            new Floor("tcp", "plain TCP, messages and answers of the same sizes, as many on the way", environments * count / seconds, FloorKind.Rate),
            new Floor("in-process", "made and appended to a shard in this process, without any message", environments * local, FloorKind.Rate),
        ];
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop) => _stand = await InsertStand.BeginAsync(_run, Cluster, stop).ConfigureAwait(false);
}
