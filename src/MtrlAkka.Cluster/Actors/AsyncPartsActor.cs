using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>A node's actor for one asynchronous run: hosts its parts as it is assigned, and reports what it hosts.</summary>
public sealed class AsyncPartsActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private readonly RunContext _run;
    private readonly IActorRef _metrics;
    private readonly AssignedParts _parts;
    private readonly Dictionary<PartAddress, IActorRef> _actors = [];
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _coordinator = ActorRefs.Nobody;

    /// <summary>An actor that hosts nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="node">The node, as parts know it.</param>
    /// <param name="begun">The newest instance of each part that the node has begun; outlives this actor.</param>
    /// <param name="metrics">Who collects the run's figures.</param>
    public AsyncPartsActor(RunContext run, string node, IDictionary<(RunPart Part, int Index), Incarnation> begun, IActorRef metrics)
    {
        (_run, _metrics, _parts) = (run, metrics, new AssignedParts(node, begun));
        Receive<AssignAsyncParts>(assign =>
        {
            if (!_parts.Take(assign.Assignment, End, Begin)) return;
            _coordinator = Sender;
            foreach (var actor in _actors.Values) actor.Tell(new PartReassigned(assign.Assignment));
            Report();
        });
        Receive<PartBegan>(began =>
        {
            if (_parts.Set(began.Part, PartState.Ready, null)) Report();
        });
        Receive<PartBroke>(broke => Broke(broke.Part, broke.Cause));
        Receive<Terminated>(stopped =>
        {
            if (_actors.FirstOrDefault(one => one.Value.Equals(stopped.ActorRef)).Key is { } part) Broke(part, Cause.Of(new InvalidOperationException("its actor has stopped")));
        });
        Receive<WorkerHosts>(hosts =>
        {
            _parts.On(hosts);
            Report();
        });
        Receive<ForCoordinator>(said =>
        {
            if (said.Message is IBulkMessage bulk) _flow.Send(_coordinator, bulk, Self);
            else _coordinator.Tell(said.Message);
        });
        Receive<CaptureAsyncPart>(capture =>
        {
            foreach (var (part, actor) in _actors)
                if (part.Incarnation == capture.Incarnation) actor.Tell(capture);
        });
        Receive<ReportNow>(_ => Report());
        Receive<BulkLost>(static _ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How a node makes it.</summary>
    public static Props Props(RunContext run, string node, IDictionary<(RunPart Part, int Index), Incarnation> begun, IActorRef metrics) =>
        Akka.Actor.Props.Create(() => new AsyncPartsActor(run, node, begun, metrics));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("report", new ReportNow(), ReportInterval);

    // What it hosted is gone with the failure. The next assignment makes another one, whose report lacks those parts.
    /// <inheritdoc/>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    private void Report() => Context.Parent.Tell(new AsyncPartsReport(_run.RunId, _parts.Report()));

    private void Begin(PartLease lease)
    {
        var address = _parts.AddressOf(lease);
        var props = lease.Part switch
        {
            RunPart.Learner => AsyncLearnerActor.Props(_run, address, lease.Source, _metrics),
            RunPart.Replay => AsyncReplayActor.Props(_run, address, lease.Source),
            RunPart.Policy => AsyncPolicyActor.Props(_run, address, _metrics),
            _ => AsyncEvaluatorActor.Props(_run, address),
        };
        _actors.Add(address, Context.Watch(Context.ActorOf(props, PartRefs.NameOf(address))));
    }

    private void End(PartAddress part)
    {
        if (_actors.Remove(part, out var actor)) Context.Stop(Context.Unwatch(actor));
    }

    private void Broke(PartAddress part, Cause cause)
    {
        if (!_parts.Set(part, PartState.Failed, cause)) return;
        _log.Error("{0} failed: {1}", part, cause.Details);
        End(part);
        Report();
    }

    private sealed record ReportNow;
}
