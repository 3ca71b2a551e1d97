using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The policy of one worker node: answers the observations of the node's environments in one batched forward, sends
/// their steps to the replay, and begins a round as soon as it is granted and its weights are there.
/// </summary>
public sealed class PolicyActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly RoundPolicy _policy;
    private readonly Dictionary<int, int> _slots = [];
    private IActorRef[] _entities = [];
    private EnvironmentStepped?[] _steps = [];
    private (IActorRef Shard, int FirstTask, int EndTask)[] _shards = [];
    private IActorRef _metrics = ActorRefs.Nobody;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IActorRef _learner = ActorRefs.Nobody;
    private int _joined;
    private int _missing;
    private long _epoch;
    private long _round;
    private long _granted;
    private bool _stepping;

    /// <summary>A policy without environments yet.</summary>
    public PolicyActor(RunContext run)
    {
        _run = run;
        _policy = new RoundPolicy(run, version => _learner.Tell(new PolicyRetired(_epoch, version)));
        Receive<PreparePolicy>(Prepare);
        Receive<EnvironmentJoined>(Join);
        Receive<EnvironmentStepped>(Stepped);
        Receive<Terminated>(stopped =>
        {
            int slot = Array.IndexOf(_entities, stopped.ActorRef);
            if (slot < 0) return;
            int environment = _slots.Single(entry => entry.Value == slot).Key;
            _coordinator.Tell(new PartFailed(_epoch, RunPart.Environment, environment, Cause.Of(new InvalidOperationException("its actor has stopped"))));
        });
        Receive<PublishPolicy>(publish =>
        {
            if (publish.Epoch != _epoch) return;
            _learner = Sender;
            _policy.Publish(publish.Version);
            TryStep();
        });
        Receive<GrantRounds>(grant =>
        {
            if (grant.Epoch != _epoch) return;
            _granted = grant.Until;
            TryStep();
        });
        Receive<RevokeRounds>(revoke =>
        {
            if (revoke.Epoch != _epoch) return;
            _granted = _stepping ? _round + 1 : _round;
            Sender.Tell(new RoundsRevoked(_epoch, _granted));
        });
        Receive<CapturePolicy>(capture =>
        {
            if (capture.Epoch == _epoch) Sender.Tell(new PolicyCaptured(_epoch, _policy.NeededFrom(capture.Round)));
        });
    }

    /// <summary>How a node makes its policy.</summary>
    public static Props Props(RunContext run) => Akka.Actor.Props.Create(() => new PolicyActor(run));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Policy, 0, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _policy.Dispose();

    private void Prepare(PreparePolicy prepare)
    {
        _coordinator = Sender;
        (_epoch, _round, _granted, _stepping, _joined) = (prepare.Epoch, prepare.Round, prepare.Round, false, 0);
        _metrics = prepare.Metrics;
        _shards = [.. prepare.Shards.Select((shard, index) => (shard, _run.ShardTasks(index).First, _run.ShardTasks(index).End))];
        _slots.Clear();
        foreach (int environment in prepare.Environments) _slots.Add(environment, _slots.Count);
        _entities = new IActorRef[_slots.Count];
        _steps = new EnvironmentStepped?[_slots.Count];
        _policy.Begin(prepare.Environments, prepare.Versions);
        Sender.Tell(new PartPrepared(_epoch, RunPart.Policy, 0));
    }

    private void Join(EnvironmentJoined joined)
    {
        if (joined.Epoch != _epoch || !_slots.TryGetValue(joined.Environment, out int slot)) return;
        _entities[slot] = Context.Watch(joined.Entity);
        _policy.Observe(slot, joined.Observation);
        _joined++;
        TryStep();
    }

    private void TryStep()
    {
        if (_stepping || _round >= _granted || _joined < _slots.Count || !_policy.Ready(_round)) return;
        var actions = _policy.Act(_round);
        _stepping = true;
        _missing = _entities.Length;
        for (int slot = 0; slot < _entities.Length; slot++)
            _entities[slot].Tell(new StepEnvironment(_epoch, _round, actions[slot]));
    }

    private void Stepped(EnvironmentStepped step)
    {
        if (step.Epoch != _epoch) return;
        int slot = _slots[step.Environment];
        _steps[slot] = step;
        _policy.Observe(slot, step.Observation);
        if (step.Episode is not null) _metrics.Tell(new EpisodeCompleted(step.Round, step.Environment, step.Episode));
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

            if (steps.Count > 0) shard.Tell(new AppendRound(_epoch, _round, steps));
        }
    }
}
