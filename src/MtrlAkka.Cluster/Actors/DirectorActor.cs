using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The cluster's singleton: knows the nodes by their reports, and has a coordinator lead the first run of the queue. It keeps
/// nothing: whoever comes after it hears of the nodes within a second, and reads queue and journal.
/// </summary>
public sealed class DirectorActor : ReceiveActor, IWithTimers
{
    private readonly DirectorSettings _settings;
    private readonly IRunQueue _queue;
    private readonly NodeRoster _roster;
    private readonly RestartPause _pause;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private OpenRun? _open;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private Placement? _placement;
    private bool _stop;

    /// <summary>A director that knows no node yet.</summary>
    public DirectorActor(DirectorSettings settings, IRunQueue queue)
    {
        (_settings, _queue) = (settings, queue);
        _roster = new NodeRoster(settings.Self, settings.Patience, settings.Memory);
        _pause = new RestartPause(settings.FirstPause, settings.LongestPause);
        Receive<NodeReport>(Report);
        Receive<LinkBroken>(broken =>
        {
            if (_roster.Suspect(broken.Peer)) Changed();
            _coordinator.Tell(broken);
        });
        Receive<Look>(_ =>
        {
            if (_roster.Tick(Now)) Changed();
            Relieve();
        });
        Receive<RunSubmitted>(_ => Lead());
        Receive<CoordinatorReady>(_ => _coordinator.Tell(new NodesChanged(_roster.Nodes)));
        Receive<RunPlaced>(placed => _placement = placed.Placement);
        Receive<RunEnded>(Ended);
        Receive<Terminated>(CoordinatorStopped);
        Receive<StopRun>(stop =>
        {
            _stop = true;
            _coordinator.Tell(stop);
        });
        Receive<CheckpointNow>(now => _coordinator.Tell(now));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _settings.Time.GetElapsedTime(0);

    /// <summary>How the cluster makes its director.</summary>
    public static Props Props(DirectorSettings settings, IRunQueue queue) => Akka.Actor.Props.Create(() => new DirectorActor(settings, queue));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("look", new Look(), _settings.Look);
        Lead();
    }

    /// <inheritdoc/>
    protected override void PostStop() => Close();

    // A failing coordinator has said so; whether there is another one is decided here, with a pause.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    private void Report(NodeReport report)
    {
        var node = Sender;
        if (_roster.Report(report, node, Now, out bool changed) is { } refusal)
        {
            _log.Error("{0}", refusal);
            node.Tell(new NodeRefused(refusal));
            return;
        }

        node.Tell(new NodeWelcome());
        if (changed) Changed();
    }

    private void Changed() => _coordinator.Tell(new NodesChanged(_roster.Nodes));

    // A node that is to end may, once nothing of the run is there.
    private void Relieve()
    {
        foreach (var node in _roster.Nodes)
            if (node.State == NodeState.Draining && _placement?.Has(node) != true) node.Actor.Tell(new NodeRelieved());
    }

    private void Lead()
    {
        if (_open is not null || _queue.Names.Count == 0) return;
        try
        {
            _open = _queue.OpenFirst();
        }
        catch (Exception error)
        {
            _log.Error(error, "the run {0} cannot be led", _queue.Names[0]);
            _queue.Ended(new RunEnded(0, Finished: false, [], error.Message));
            Self.Tell(new RunSubmitted());
            return;
        }

        var metrics = Context.ActorOf(MetricsActor.Props(_open.Meter));
        _coordinator = Context.Watch(Context.ActorOf(RunCoordinator.Props(_open.Context, _open.Configuration, metrics, _settings.Settle)));
        if (_stop) _coordinator.Tell(new StopRun());
    }

    private void Ended(RunEnded ended)
    {
        if (_open is null || !Sender.Equals(_coordinator)) return;
        if (ended.Retry && _settings.Retry)
        {
            _log.Error("the run's coordinator ends ({0}); the next one begins in {1}", ended.Failure, _pause.Next);
            Context.Stop(_coordinator);
            return;
        }

        _placement = null;
        _stop = false;
        _queue.Ended(ended);
        Finish();
        Self.Tell(new RunSubmitted());
    }

    // It has not said how the run ended: another one goes on.
    private void CoordinatorStopped(Terminated stopped)
    {
        if (!stopped.ActorRef.Equals(_coordinator)) return;
        if (!_settings.Retry)
        {
            _queue.Ended(new RunEnded(0, Finished: false, [], "the coordinator has stopped for good; the log says why"));
            Finish();
            return;
        }

        Finish();
        Timers.StartSingleTimer("lead", new RunSubmitted(), _pause.Take(Now));
    }

    private void Finish()
    {
        foreach (var child in Context.GetChildren()) Context.Stop(Context.Unwatch(child));
        _coordinator = ActorRefs.Nobody;
        Close();
    }

    private void Close()
    {
        _open?.Close();
        _open = null;
    }

    private sealed record Look;
}
