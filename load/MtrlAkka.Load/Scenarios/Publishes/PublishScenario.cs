using Akka.Actor;
using HdrHistogram;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Results;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Scenarios.Publishes;

/// <summary>Weights to several workers, each in a process of its own: one request is one publish, until all have acted with them.</summary>
/// <param name="setup">This machine.</param>
/// <param name="workers">How many; 10 at most.</param>
public sealed class PublishScenario(LoadSetup setup, int workers) : PeerScenario(setup)
{
    // Of MT10's networks of this width the actor has 10 MB.
    private const int Width = 1088, Answer = 1000, Variants = 3;
    private readonly LoadRun _run = new(
        "mt10",
        [
            FormattableString.Invariant($"learner.actor.width={Width}"), "learner.critic.width=8", "learner.warm-start-rounds=1", "environments.simulated-cost=0",
            "environments.horizon=100000", "run.staleness=0",
        ],
        setup.NewFolder("publish"));

    private readonly int[] _environments = [.. Enumerable.Range(0, workers)];
    private readonly LongConcurrentHistogram _arrivals = new(1000, 600_000_000_000, 3);
    private PublishCheck? _check;
    private IActorRef _client = ActorRefs.Nobody;

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"publish-{workers}");

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"weights of 10 MB to {workers} workers, each in a process of its own, until each has acted with them");

    /// <inheritdoc/>
    public override string Unit => "copies";

    /// <inheritdoc/>
    public override int Clients => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [.. Enumerable.Repeat(new PeerSpec(_run, [LoadPeer.Policy]), workers)];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_client, number, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => Task.FromResult(_check!.Notes.Lines);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        int bytes = (int)_check!.Bytes;
        double tcp = Stopwatches.Median(time, () => Stopwatches.Milliseconds(
            () => Parallel.ForEach(Cluster.Peers, new ParallelOptions { MaxDegreeOfParallelism = workers }, peer => peer.Socket.Exchange(bytes, Answer))));
        return [new Floor("tcp", "the same bytes over plain TCP to all of them at once, with a short answer", tcp, FloorKind.Time)];
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> NotesAsync(CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([$"until all nodes had the bytes and had said so: {ReportLines.Latency(Percentiles.Of(_arrivals))}"]);

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        RunContext context = _run.CreateContext(MuJoCoLibrary.Load(Setup.MuJoCo));
        float[] start = StartingPolicy.Of(context).Values;
        float[][] weights = [.. Enumerable.Range(1, Variants).Select(variant => Array.ConvertAll(start, value => value * variant))];
        var check = _check = new PublishCheck(context, weights, _environments);
        IActorRef[] refs = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Cluster.FindAsync(worker, LoadPeer.Policy))).ConfigureAwait(false);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (environments, arrivals) = (_environments, _arrivals);
        _client = Cluster.Node.System.ActorOf(Props.Create(() => new PublishClient(refs, environments, check, arrivals, ready)));
        _client.Tell(new PublishClient.Start());
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask EndAsync()
    {
        _check?.Dispose();
        return ValueTask.CompletedTask;
    }
}
