using System.Globalization;
using Akka.Actor;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The policy of one worker node: hosts the node's environments, answers their observations in one batched forward, sends
/// their steps to the replay, and begins a round as soon as it is granted and its weights are there.
/// </summary>
public sealed class PolicyActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly RoundPolicy _policy;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly NodeMeter _meter = NodeTelemetry.Of(Context.System);
    private readonly Dictionary<int, IActorRef> _hosted = [];
    private readonly Dictionary<int, int> _slots = [];
    private IActorRef[] _environments = [];
    private EnvironmentStepped?[] _steps = [];
    private (IActorRef Shard, int FirstTask, int EndTask)[] _shards = [];
    private IActorRef _metrics = ActorRefs.Nobody;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IActorRef _learner = ActorRefs.Nobody;
    private int _worker;
    private int _joined;
    private int _missing;
    private long _epoch;
    private long _round;
    private long _granted;
    private long _serial;
    private bool _stepping;

    /// <summary>A policy without environments yet.</summary>
    public PolicyActor(RunContext run)
    {
        _run = run;
        _meter.Watch("policy", Self);
        _policy = new RoundPolicy(run, version => _flow.GiveBack(_learner, new PolicyRetired(_epoch, version), Self));
        Receive<PreparePolicy>(Prepare);
        Receive<EnvironmentJoined>(Join);
        Receive<EnvironmentStepped>(Stepped);
        Receive<PublishPolicy>(publish =>
        {
            if (publish.Epoch != _epoch) return;
            _learner = Sender;
            _policy.Publish(publish.Version);
            TryStep();
        });
        Receive<GrantRounds>(grant =>
        {
            if (!IsNext(grant.Epoch, grant.Serial)) return;
            _granted = grant.Until;
            TryStep();
        });
        Receive<RevokeRounds>(revoke =>
        {
            if (!IsNext(revoke.Epoch, revoke.Serial)) return;
            _granted = _stepping ? _round + 1 : _round;
            Sender.Tell(new RoundsRevoked(_epoch, revoke.Serial, _worker, _granted));
        });
        Receive<CapturePart>(capture =>
        {
            if (!IsNext(capture.Epoch, capture.Number)) return;
            foreach (var environment in _environments) environment.Tell(new CaptureEnvironment(_epoch, capture.Number), Sender);
        });
        Receive<PartFailed>(failed => _coordinator.Tell(failed));
        Receive<LinkBroken>(broken => _coordinator.Tell(broken));
        Receive<BulkLost>(lost => _coordinator.Tell(LinkBroken.By(lost)));
        Receive<Terminated>(stopped =>
        {
            int environment = _hosted.FirstOrDefault(hosted => hosted.Value.Equals(stopped.ActorRef), KeyValuePair.Create(-1, stopped.ActorRef)).Key;
            if (environment < 0) return;
            _hosted.Remove(environment);
            _coordinator.Tell(new PartFailed(_epoch, RunPart.Environment, environment, Cause.Of(new InvalidOperationException("its actor has stopped"))));
        });
    }

    /// <summary>How a node makes its policy.</summary>
    public static Props Props(RunContext run) => Akka.Actor.Props.Create(() => new PolicyActor(run));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _meter.Restarts(RunPart.Policy).Add();
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Policy, _worker, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _meter.EnvironmentWaits.Is(WaitingFor.Nothing);
        _meter.PolicyAge.Clear();
        _policy.Dispose();
    }

    private void Prepare(PreparePolicy prepare)
    {
        _coordinator = Sender;
        (_epoch, _worker, _round, _granted, _serial, _stepping, _joined) = (prepare.Epoch, prepare.Worker, prepare.Round, prepare.Round, 0, false, 0);
        _metrics = prepare.Metrics;
        _shards = [.. prepare.Shards.Select((shard, index) => (shard, _run.ShardTasks(index).First, _run.ShardTasks(index).End))];
        _slots.Clear();
        foreach (int environment in prepare.Environments) _slots.Add(environment, _slots.Count);
        foreach (int environment in _hosted.Keys.Except(prepare.Environments).ToArray())
        {
            Context.Stop(Context.Unwatch(_hosted[environment]));
            _hosted.Remove(environment);
        }

        _environments = [.. prepare.Environments.Select(Host)];
        _steps = new EnvironmentStepped?[_slots.Count];
        _policy.Begin(prepare.Environments, prepare.Versions);
        for (int slot = 0; slot < _environments.Length; slot++)
        {
            int environment = prepare.Environments[slot];
            _environments[slot].Tell(new PrepareEnvironment(
                environment, _epoch, prepare.States.Count == 0 ? null : prepare.States[slot], prepare.Quarantined.Contains(environment)));
        }
    }

    // One that is just stopping keeps its name for a while, so names are the environment's with a number behind.
    private IActorRef Host(int environment)
    {
        if (_hosted.TryGetValue(environment, out var hosted)) return hosted;
        string name = string.Create(CultureInfo.InvariantCulture, $"environment-{environment}");
        if (!Context.Child(name).IsNobody()) name = string.Create(CultureInfo.InvariantCulture, $"{name}-{_epoch}");
        return _hosted[environment] = Context.Watch(Context.ActorOf(EnvironmentActor.Props(_run, environment), name));
    }

    private void Join(EnvironmentJoined joined)
    {
        if (joined.Epoch != _epoch || !_slots.TryGetValue(joined.Environment, out int slot)) return;
        _policy.Observe(slot, joined.Observation);
        if (++_joined == _slots.Count) _coordinator.Tell(new PartPrepared(_epoch, RunPart.Policy, _worker));
    }

    // What comes again, or behind what was said later, is void: an old grant must not undo a revocation.
    private bool IsNext(long epoch, long serial)
    {
        if (epoch != _epoch || serial <= _serial) return false;
        _serial = serial;
        return true;
    }

    private void TryStep()
    {
        if (_stepping) return;
        var waiting = _round >= _granted ? WaitingFor.Replay : _policy.Ready(_round) ? WaitingFor.Nothing : WaitingFor.Weights;
        _meter.EnvironmentWaits.Is(waiting);
        if (waiting != WaitingFor.Nothing) return;
        var actions = _policy.Act(_round);
        _meter.PolicyAge.Set(_policy.Age(_round));
        _stepping = true;
        _missing = _environments.Length;
        for (int slot = 0; slot < _environments.Length; slot++)
            _environments[slot].Tell(new StepEnvironment(_epoch, _round, actions[slot]));
    }

    private void Stepped(EnvironmentStepped step)
    {
        if (step.Epoch != _epoch) return;
        int slot = _slots[step.Environment];
        _steps[slot] = step;
        _policy.Observe(slot, step.Observation);
        if (step.Transition is not null) _meter.Steps.Add();
        if (step.Episode is not null)
        {
            _meter.Episodes.Add();
            _metrics.Tell(new EpisodeCompleted(step.Round, step.Environment, step.Episode));
        }

        if (--_missing > 0) return;
        Deliver();
        CrashPoint.Pass(CrashMoment.RoundStepped);
        _stepping = false;
        _round++;
        TryStep();
    }

    private void Deliver()
    {
        foreach (var (shard, first, end) in _shards)
        {
            var steps = new List<EnvironmentStepped>(_steps.Length);
            foreach (var step in _steps)
            {
                int task = _run.Settings.TaskOf(step!.Environment);
                if (task >= first && task < end) steps.Add(step);
            }

            if (steps.Count > 0) _flow.Send(shard, new AppendRound(_epoch, _round, steps), Self);
        }
    }
}
