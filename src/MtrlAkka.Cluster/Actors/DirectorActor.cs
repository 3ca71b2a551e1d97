using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The cluster's singleton: knows the nodes by their reports, and has a coordinator lead the first run of the queue. It keeps
/// nothing: whoever comes after it hears of the nodes within a second, and reads queue and journal.
/// </summary>
public sealed partial class DirectorActor : ReceiveActor, IWithTimers
{
    private readonly DirectorSettings _settings;
    private readonly IRunQueue _queue;
    private readonly NodeRoster _roster;
    private readonly RestartPause _pause;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private OpenRun? _open;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private Placement? _placement;
    private long _led;
    private bool _stop;
    private string? _yielded;

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
        Receive<CoordinatorReady>(Ready);
        Receive<RunPlaced>(placed => (_placement, _led) = (placed.Placement, placed.Epoch));
        Receive<SubmitRun>(Submit);
        Receive<DrainNode>(Drain);
        Receive<AskClusterStatus>(_ => Sender.Tell(Status()));
        Receive<RunEnded>(Ended);
        Receive<Terminated>(CoordinatorStopped);
        Receive<StopRun>(stop =>
        {
            _stop = true;
            _coordinator.Tell(stop);
        });
        Receive<CheckpointNow>(now => _coordinator.Tell(now));
        ReceiveLease();
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

    private void Ready(CoordinatorReady ready)
    {
        // Its own coordinators did not begin that life: another cluster leads the run, and one is enough.
        if (_led > 0 && ready.Epoch > _led)
        {
            Yield($"the run {_queue.Names[0]} is led by another cluster since epoch {ready.Epoch}: this one has stopped leading; end one of the two");
            return;
        }

        _coordinator.Tell(new NodesChanged(_roster.Nodes));
    }

    private void Submit(SubmitRun submit)
    {
        try
        {
            int ahead = _queue.Submit(submit.Run);
            _yielded = null;
            Sender.Tell(new RunQueued(ahead));
            Lead();
        }
        catch (Exception error) when (error is SettingsException or IOException or UnauthorizedAccessException)
        {
            Sender.Tell(new Declined(error.Message));
        }
    }

    private void Drain(DrainNode drain)
    {
        if (!_roster.Drain(drain.Address))
        {
            string known = string.Join(", ", _roster.Nodes.Select(static node => node.Address));
            Sender.Tell(new Declined($"there is no node {drain.Address}: there are {known}"));
            return;
        }

        Changed();
        Sender.Tell(new Done());
    }

    private ClusterStatus Status()
    {
        var names = _queue.Names;
        var nodes = _roster.Status(Now);
        return new ClusterStatus(
            _settings.Self.Node,
            nodes,
            _open is null ? null : RunProgress.Of(_open, nodes, _led, NodeTelemetry.Of(Context.System)),
            [.. names.Skip(_open is null ? 0 : 1)],
            [.. new[] { _yielded, _waiting }.OfType<string>()]);
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
        if (_open is not null || _yielded is not null || _queue.Names.Count == 0) return;
        try
        {
            _open = _queue.OpenFirst();
        }
        catch (JournalUnreachableException error) when (_settings.Retry)
        {
            Wait(error.Message);
            return;
        }
        catch (Exception error)
        {
            _log.Error(error, "the run {0} cannot be led", _queue.Names[0]);
            _queue.Ended(new RunEnded(0, Finished: false, [], error.Message));
            Self.Tell(new RunSubmitted());
            return;
        }

        if (_open.Leased) Take(_open.Journal);
        else Begin(_open);
    }

    private void Begin(OpenRun run)
    {
        var metrics = Context.ActorOf(MetricsActor.Props(run.Meter));
        var journal = RunJournals.Install(Context.System, run.Journal);
        _coordinator = Context.Watch(Context.ActorOf(RunCoordinator.Props(run.Context, journal, run.Configuration, metrics, _settings.Settle)));
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
        _led = 0;
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
        GiveBack();
        _open?.Close();
        _open = null;
    }

    private sealed record Look;
}
