using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Scenarios.Churn;

/// <summary>Environments that leave one worker and join another: one request is one move, from the assignment to the first step elsewhere.</summary>
/// <param name="setup">This machine.</param>
public sealed class ChurnScenario(LoadSetup setup) : PeerScenario(setup)
{
    private const int Workers = 2, AMessage = 1000;
    private readonly LoadRun _run = new(
        "mt10",
        [
            "run.mode=async", "async.in-flight=1", "run.rounds=1000000000", "learner.warm-start-rounds=1000000000", "environments.copies=5",
            "environments.simulated-cost=0", "environments.horizon=100000", "learner.actor.width=8", "learner.critic.width=8",
        ],
        setup.NewFolder("churn"));

    private ChurnCheck _check = null!;
    private IActorRef _client = ActorRefs.Nobody;

    /// <inheritdoc/>
    public override string Name => "churn";

    /// <inheritdoc/>
    public override string Description => "one of 50 environments leaves its worker with its state and makes its next step on another, each in a process of its own";

    /// <inheritdoc/>
    public override string Unit => "moves";

    /// <inheritdoc/>
    public override int Clients => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [.. Enumerable.Repeat(new PeerSpec(_run, [LoadPeer.Async]), Workers)];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => AskAsync(_client, number, stop);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => Task.FromResult(_check.Notes.Lines);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time) =>
    [
        // To leave, the state back, to both that it moved, the claim and its answer, the first step: three round trips and a half.
        new Floor("tcp", "four round trips of plain TCP with a kB each way", 4 * Stopwatches.Median(time, () => Cluster.Peers[0].Socket.Exchange(AMessage, AMessage)), FloorKind.Time),
    ];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        RunSettings settings = _run.Load().Settings;
        var check = _check = new ChurnCheck(settings);
        var stand = new AsyncStand(Cluster);
        IActorRef[] hosts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(stand.HostAsync)).ConfigureAwait(false);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int environments = settings.EnvironmentCount;
        var client = _client = Cluster.Node.System.ActorOf(Props.Create(() => new ChurnClient(stand, hosts, environments, check, ready)));
        stand.StandFor(client, stand.Here(RunPart.Replay));
        client.Tell(new ChurnClient.Start());
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), stop).ConfigureAwait(false);
    }
}
