using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// A node's own actor: tells the director each second that the node is there, and hosts the parts of a run that the run's
/// coordinator assigns to it, as its children.
/// </summary>
public sealed class NodeActor : ReceiveActor, IWithTimers
{
    /// <summary>Its name, the same on every node.</summary>
    public const string Name = "node";

    private readonly NodeSelf _self;
    private readonly IActorRef _director;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<int, IActorRef> _shards = [];
    private HostedRun? _run;
    private string _lastRun = "";
    private IActorRef _learner = ActorRefs.Nobody, _policy = ActorRefs.Nobody, _evaluator = ActorRefs.Nobody;
    private IActorRef _coordinator = ActorRefs.Nobody, _metrics = ActorRefs.Nobody;
    private long _epoch;
    private bool _leaving;
    private readonly NodeReporter _reporter = new(NodeTelemetry.Of(Context.System), TimeProvider.System);
    private int _environments;
    private IActorRef _async = ActorRefs.Nobody;
    private HostedParts? _asyncParts;

    /// <summary>A node that hosts nothing yet.</summary>
    /// <param name="self">What the node is.</param>
    /// <param name="director">The director, wherever it is.</param>
    public NodeActor(NodeSelf self, IActorRef director)
    {
        (_self, _director) = (self, director);
        NodeTelemetry.Of(Context.System).Watch("node", Self);
        Receive<ReportNow>(_ => Report());
        Receive<NodeWelcome>(_ =>
        {
            _self.Readiness.Registered = true;
            AwaitDirector();
        });
        // The nodes that could have one may all have begun again and be a cluster of their own by now.
        Receive<DirectorSilent>(_ => _self.Ended(new NodeEnd(
            NodeEndReason.Orphaned, $"no director has answered for {_self.DirectorPatience!.Value.TotalSeconds:0} s, and the node joins anew")));
        Receive<NodeRefused>(refused => _self.Ended(new NodeEnd(NodeEndReason.Refused, refused.Reason)));
        Receive<LeaveNode>(_ =>
        {
            _leaving = true;
            _self.Readiness.Draining = true;
            Report();
        });
        Receive<NodeRelieved>(_ => _self.Ended(new NodeEnd(NodeEndReason.Relieved, "its parts are with other nodes")));
        Receive<AssignParts>(Assign);
        Receive<AssignAsyncParts>(Assign);
        Receive<AsyncPartsReport>(report =>
        {
            _asyncParts = report.Hosted;
            _director.Tell(report);
        });
        Receive<CaptureAsyncPart>(capture => _async.Forward(capture));
        // Clients know some node, not the director.
        foreach (var asked in new[] { typeof(AskClusterStatus), typeof(SubmitRun), typeof(DrainNode), typeof(StopRun), typeof(CheckpointNow), typeof(PauseRun), typeof(ResumeRun) })
            Receive(asked, message => _director.Forward(message));
        Receive<Terminated>(Stopped);
        Receive<PartFailed>(failed => _coordinator.Tell(failed with { Epoch = _epoch }));
        Receive<Alarm>(alarm => _metrics.Tell(alarm));
        Receive<EnvironmentBroken>(broken => _metrics.Tell(broken));
        Receive<DisassociatedEvent>(gone => Broken(gone.RemoteAddress, "the connection was closed"));
        Receive<AssociationErrorEvent>(failed => Broken(failed.RemoteAddress, failed.Cause.Message));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How a process makes its node.</summary>
    public static Props Props(NodeSelf self, IActorRef director) => Akka.Actor.Props.Create(() => new NodeActor(self, director));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var kind in new[] { typeof(Alarm), typeof(EnvironmentBroken), typeof(DisassociatedEvent), typeof(AssociationErrorEvent) }) Context.System.EventStream.Subscribe(Self, kind);
        Timers.StartPeriodicTimer("report", new ReportNow(), TimeSpan.Zero, _self.ReportInterval);
        AwaitDirector();
    }

    private void AwaitDirector()
    {
        if (_self.DirectorPatience is { } patience) Timers.StartSingleTimer("director", new DirectorSilent(), patience);
    }

    private NodeParts Parts => _asyncParts is { Parts: var parts } hosted
        ? new NodeParts(
            parts.Any(static part => part.Part == RunPart.Learner),
            parts.Any(static part => part.Part == RunPart.Evaluator),
            [.. parts.Where(static part => part.Part == RunPart.Replay).Select(static part => part.Index)],
            hosted.Environments.Count)
        : new(!_learner.IsNobody(), !_evaluator.IsNobody(), [.. _shards.Keys.Order()], _policy.IsNobody() ? 0 : _environments);

    private void Report() => _director.Tell(new NodeReport(_self.Handshake, _self.Uid, _self.Roles, _leaving, _reporter.Report(Parts)));

    private void Broken(Address peer, string reason) => _director.Tell(new LinkBroken(_epoch, NodeEntry.AddressOf(peer), reason));

    private void Assign(AssignParts assign)
    {
        // An older coordinator that does not know yet that it was replaced.
        if (_lastRun == assign.Run && (assign.Epoch < _epoch || (assign.Epoch == _epoch && !assign.IsEmpty))) return;
        (_lastRun, _epoch, _coordinator, _metrics, _environments) = (assign.Run, assign.Epoch, Sender, assign.Metrics, assign.Environments);
        try
        {
            Open(assign.Run, assign.Configuration, assign.IsEmpty);
        }
        catch (Exception error)
        {
            _log.Error(error, "this node cannot host the run {0}", assign.Run);
            StopAll();
            Sender.Tell(new NodeUnfit(_epoch, Cause.Of(error)));
            return;
        }

        _learner = Keep(_learner, assign.Learner, "learner", () => LearnerActor.Props(_run!.Context, assign.Metrics));
        _policy = Keep(_policy, assign.Environments > 0, "policy", () => PolicyActor.Props(_run!.Context));
        _evaluator = Keep(_evaluator, assign.Evaluator, "evaluator", () => EvaluatorActor.Props(_run!.Context));
        foreach (int shard in _shards.Keys.Except(assign.Shards).ToArray())
        {
            Stop(_shards[shard]);
            _shards.Remove(shard);
        }

        foreach (int shard in assign.Shards)
            _shards[shard] = Keep(_shards.GetValueOrDefault(shard, ActorRefs.Nobody), true, $"replay-{shard}", () => ReplayShardActor.Props(_run!.Context, shard));
        Sender.Tell(new PartsAssigned(_epoch, _learner, [.. assign.Shards.Select(shard => _shards[shard])], _policy, _evaluator));
    }

    // The parts of an asynchronous run come and go one by one, under an actor of their own.
    private void Assign(AssignAsyncParts assign)
    {
        var roster = assign.Assignment.Roster;
        if (_lastRun == assign.Run && roster.Term < _epoch) return;
        string name = PartRefs.NameOf(assign.Run);
        bool empty = assign.Assignment is { Worker: null, Environments.Count: 0, Parts.Count: 0 };
        if (roster.Serial == Roster.LastSerial)
        {
            if (_lastRun == assign.Run) StopAll();
            return;
        }

        // One of the same name that is just stopping, or a run that this node has nothing of: the next assignment comes in a second.
        if (_async.IsNobody() && (empty || !Context.Child(name).IsNobody())) return;
        (_lastRun, _epoch, _coordinator, _metrics) = (assign.Run, roster.Term, Sender, assign.Metrics);
        try
        {
            Open(assign.Run, assign.Configuration, isEmpty: false);
        }
        catch (Exception error)
        {
            _log.Error(error, "this node cannot host the run {0}", assign.Run);
            StopAll();
            Sender.Tell(new NodeUnfit(_epoch, Cause.Of(error)));
            return;
        }

        if (_async.IsNobody()) _async = Context.Watch(Context.ActorOf(AsyncPartsActor.Props(_run!.Context, PartRefs.NodeOf(_self.Handshake.Node, _self.Uid), _run.Begun, assign.Metrics), name));
        _async.Forward(assign);
    }

    private void Open(string name, string configuration, bool isEmpty)
    {
        if (isEmpty || _run is { } run && (run.Name != name || run.Configuration != configuration)) StopAll();
        if (!isEmpty && _run is null) _run = new HostedRun(name, configuration, _self.Open(name, configuration));
    }

    private void StopAll()
    {
        foreach (var part in (IActorRef[])[_learner, _policy, _evaluator, _async, .. _shards.Values]) Stop(part);
        _learner = _policy = _evaluator = _async = ActorRefs.Nobody;
        _asyncParts = null;
        _shards.Clear();
        _run = null;
    }

    private IActorRef Keep(IActorRef part, bool wanted, string name, Func<Props> props)
    {
        if (!wanted)
        {
            Stop(part);
            return ActorRefs.Nobody;
        }

        if (!part.IsNobody()) return part;
        // One that is just stopping keeps its name for a while.
        return Context.Watch(Context.ActorOf(props(), Context.Child(name).IsNobody() ? name : $"{name}-{_epoch}"));
    }

    private static void Stop(IActorRef part)
    {
        if (!part.IsNobody()) Context.Stop(Context.Unwatch(part));
    }

    // A part that stops for good, rather than failing, is made anew with the next life.
    private void Stopped(Terminated stopped)
    {
        var part = stopped.ActorRef;
        if (part.Equals(_async))
        {
            (_async, _asyncParts) = (ActorRefs.Nobody, null);
            return;
        }

        var (kind, index) = (RunPart.Replay, 0);
        if (part.Equals(_learner)) (_learner, kind) = (ActorRefs.Nobody, RunPart.Learner);
        else if (part.Equals(_policy)) (_policy, kind) = (ActorRefs.Nobody, RunPart.Policy);
        else if (part.Equals(_evaluator)) (_evaluator, kind) = (ActorRefs.Nobody, RunPart.Evaluator);
        else if (_shards.Where(shard => shard.Value.Equals(part)).Select(static shard => (int?)shard.Key).FirstOrDefault() is { } shard)
        {
            _shards.Remove(shard);
            index = shard;
        }
        else return;

        _coordinator.Tell(new PartFailed(_epoch, kind, index, Cause.Of(new InvalidOperationException("its actor has stopped"))));
    }

    private sealed record HostedRun(string Name, string Configuration, RunContext Context)
    {
        public Dictionary<(RunPart Part, int Index), Incarnation> Begun { get; } = [];
    }

    private sealed record ReportNow;

    private sealed record DirectorSilent;
}
