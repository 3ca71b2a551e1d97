using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Physics;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Inference;

/// <summary>Actions of a worker's policy for its 50 environments, which cost nothing: from leave to step until all their steps have come.</summary>
/// <param name="setup">This machine.</param>
public sealed class InferenceScenario(LoadSetup setup) : PeerScenario(setup)
{
    private const int LeaveBytes = 1200;
    private readonly LoadRun _run = new(
        "mt50",
        [
            "run.mode=async", "async.in-flight=1", "run.rounds=1000000000", "learner.warm-start-rounds=1", "learner.actor.width=400", "learner.critic.width=8",
            "environments.simulated-cost=0", "environments.horizon=100000", "replay.capacity=1000",
        ],
        setup.NewFolder("inference"));

    private RunContext _context = null!;
    private PolicyWeights _weights = null!;
    private InferenceCheck? _check;
    private EnvironmentKey[] _environments = [];
    private IActorRef _client = ActorRefs.Nobody;

    /// <inheritdoc/>
    public override string Name => "inference";

    /// <inheritdoc/>
    public override string Description => "one step of each of 50 environments of a worker in another process: leave to step, one forward of width 400, the steps back";

    /// <inheritdoc/>
    public override string Unit => "actions";

    /// <inheritdoc/>
    public override int Clients => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [new PeerSpec(_run, [LoadPeer.Async])];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_client, number, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => Task.FromResult(_check!.Notes.Lines);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        int rows = _environments.Length * TransitionLayout.MetaWorld.RowBytes;
        using var policy = new ActingPolicy(_context);
        policy.Load(_weights);
        long number = 0;
        double forward = Stopwatches.Median(time, () =>
        {
            EnvironmentTurn[] turns = [.. _environments.Select(key => new EnvironmentTurn(key, number, WarmStart: false))];
            number++;
            return Stopwatches.Milliseconds(() => policy.Act(turns));
        });
        return
        [
            new Floor("forward", "the forward alone, in this process", forward, FloorKind.Time),
            new Floor("tcp", "plain TCP, a message and an answer of the same sizes", Stopwatches.Median(time, () => Cluster.Peers[0].Socket.Exchange(LeaveBytes, rows)), FloorKind.Time),
        ];
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        _context = _run.CreateContext(MuJoCoLibrary.Load(Setup.MuJoCo));
        var weights = _weights = StartingPolicy.Of(_context);
        var stand = new AsyncStand(Cluster);
        PartAddress shard = stand.Here(RunPart.Replay), learner = stand.Here(RunPart.Learner), worker = stand.There(RunPart.Policy, 0);
        var environments = _environments = [.. Enumerable.Range(0, _context.Settings.EnvironmentCount).Select(environment => new EnvironmentKey(environment, worker.Incarnation))];
        var check = _check = new InferenceCheck(_context, weights, environments);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = _client = Cluster.Node.System.ActorOf(Props.Create(() => new InferenceClient(stand, environments, weights, check, ready)));
        stand.StandFor(client, shard, learner);
        var host = await stand.HostAsync(0).ConfigureAwait(false);
        var leases = environments.Select(static key => new EnvironmentLease(key, null, Existing: false, Leaving: false));
        BulkFlow.Of(Cluster.Node.System).Send(host, stand.Assign(stand.NextRoster(learner, shard, worker), AsyncStand.Lease(worker), [.. leases]), client);
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask EndAsync()
    {
        _check?.Dispose();
        return ValueTask.CompletedTask;
    }
}
