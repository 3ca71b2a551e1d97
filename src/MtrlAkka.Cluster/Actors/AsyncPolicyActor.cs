using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The worker of one node in an asynchronous run: the environments, the policy that acts for those that have answered, and the messages
/// around an <see cref="AsyncWorker"/>. An environment that throws begins anew after a while, a few times.
/// </summary>
public sealed class AsyncPolicyActor : AsyncPartActor, IAsyncWorkerHost
{
    private readonly IActorRef _metrics;
    private readonly AsyncWorker _worker;
    private readonly ActingPolicy _policy;
    private readonly RestartLimits _limits;
    private readonly Dictionary<EnvironmentKey, Hosted> _environments = [];
    private readonly List<EnvironmentTurn> _turns = [];
    private readonly float[] _row = new float[TransitionLayout.MetaWorld.RowLength];
    private (PublishPolicy Publish, IActorRef Learner)? _weights;
    private bool _acting;

    /// <summary>A worker without environments.</summary>
    public AsyncPolicyActor(RunContext run, PartAddress address, IActorRef metrics)
        : base(run, address)
    {
        _metrics = metrics;
        _worker = new AsyncWorker(run.Settings, address, TransitionLayout.MetaWorld.RowLength, this);
        _policy = new ActingPolicy(run);
        _limits = RestartLimits.From(Context.System.Settings.Config, run.Settings.Environments.FailuresAllowed);
        Receive<EnvironmentJoined>(joined => On(joined.Environment, joined.Epoch, (key, _) =>
        {
            _policy.Observe(key.Environment, joined.Observation);
            _worker.Began(key);
        }));
        Receive<EnvironmentStepped>(step => On(step.Environment, step.Epoch, (key, hosted) => Stepped(key, hosted, step)));
        Receive<EnvironmentCaptured>(captured => On(captured.Environment, captured.Epoch, (key, _) => _worker.Captured(key, captured.State)));
        Receive<StepsInserted>(inserted =>
        {
            _worker.On(inserted);
            TryAct();
        });
        Receive<PublishPolicy>(Publish);
        Receive<ActNow>(_ => Act());
        Receive<PartFailed>(failed => On(failed.Index, failed.Epoch, (key, hosted) => Failed(key, hosted, failed.Cause)));
        Receive<Terminated>(stopped =>
        {
            var (key, hosted) = _environments.FirstOrDefault(one => one.Value.Actor.Equals(stopped.ActorRef));
            if (hosted is null) return;
            hosted.Actor = ActorRefs.Nobody;
            Failed(key, hosted, Cause.Of(new InvalidOperationException("its actor has stopped")));
        });
        Receive<PrepareAgain>(again => On(again.Environment.Environment, again.Environment.Incarnation.Value, (key, hosted) => Prepare(key, hosted, null)));
        Receive<EnvironmentBroken>(broken =>
        {
            if (broken.Quarantined && _environments.Keys.FirstOrDefault(key => key.Environment == broken.Environment) is { Incarnation.Value: > 0 } key) Quarantine(key);
        });
    }

    /// <summary>How a node makes its worker.</summary>
    public static Props Props(RunContext run, PartAddress address, IActorRef metrics) => Akka.Actor.Props.Create(() => new AsyncPolicyActor(run, address, metrics));

    void IAsyncWorkerHost.Begin(EnvironmentKey environment, byte[]? state)
    {
        var hosted = new Hosted(new RestartBudget(_limits));
        _environments.Add(environment, hosted);
        Prepare(environment, hosted, state);
    }

    void IAsyncWorkerHost.End(EnvironmentKey environment)
    {
        if (_environments.Remove(environment, out var hosted)) Context.Stop(Context.Unwatch(hosted.Actor));
    }

    void IAsyncWorkerHost.Capture(EnvironmentKey environment) => _environments[environment].Actor.Tell(new CaptureEnvironment(environment.Incarnation.Value, 0));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(EnvironmentBroken));
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
    }

    /// <inheritdoc/>
    protected override void Assigned(AsyncAssignment assignment)
    {
        _worker.On(assignment.Roster, assignment.Environments);
        Hosts();
        TryAct();
    }

    /// <inheritdoc/>
    protected override void TimePasses()
    {
        _worker.Tick();
        Hosts();
        TryAct();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Meter.EnvironmentWaits.Is(WaitingFor.Nothing);
        Retire();
        _policy.Dispose();
    }

    private void Hosts() => Context.Parent.Tell(_worker.Hosts);

    private void On(int environment, long epoch, Action<EnvironmentKey, Hosted> what)
    {
        var key = new EnvironmentKey(environment, new Incarnation(epoch));
        // What comes of one that was given up is late.
        if (!_environments.TryGetValue(key, out var hosted)) return;
        what(key, hosted);
        TryAct();
    }

    // All that is in the mailbox comes first: the more there is to do, the larger the batches.
    private void TryAct()
    {
        if (_acting) return;
        _acting = true;
        Self.Tell(new ActNow());
    }

    private void Act()
    {
        _acting = false;
        _worker.Flush();
        _worker.Act(_turns);
        Meter.EnvironmentWaits.Is(_turns.Count > 0 ? WaitingFor.Nothing : _worker.Waits);
        if (_turns.Count == 0) return;
        var actions = _policy.Act(_turns);
        for (int i = 0; i < _turns.Count; i++)
        {
            var (key, number, warmStart) = _turns[i];
            var hosted = _environments[key];
            hosted.Version = warmStart ? -1 : _policy.Version;
            hosted.Actor.Tell(new StepEnvironment(key.Incarnation.Value, number, actions[i]));
        }
    }

    private void Stepped(EnvironmentKey key, Hosted hosted, EnvironmentStepped step)
    {
        _policy.Observe(key.Environment, step.Observation);
        if (step.Episode is not null)
        {
            Meter.Episodes.Add();
            _metrics.Tell(new EpisodeCompleted(step.Round, key.Environment, step.Episode));
        }

        if (step.Transition is not { } row)
        {
            _worker.Stepped(key, [], hosted.Version, step.Returns);
            return;
        }

        Meter.Steps.Add();
        TransitionLayout.MetaWorld.Pack(
            _row, row.Observation, [row.Action.X, row.Action.Y, row.Action.Z, row.Action.Gripper], row.Reward, row.Terminated, row.NextObservation);
        _worker.Stepped(key, _row, hosted.Version, step.Returns);
    }

    private void Publish(PublishPolicy publish)
    {
        if (!_worker.On(publish))
        {
            Flow.GiveBack(Sender, new PolicyRetired(publish.Epoch, publish.Version), Self);
            return;
        }

        _policy.Load(publish.Version.Weights);
        Retire();
        _weights = (publish, Sender);
        TryAct();
    }

    private void Retire()
    {
        if (_weights is { } old) Flow.GiveBack(old.Learner, new PolicyRetired(old.Publish.Epoch, old.Publish.Version), Self);
        _weights = null;
    }

    // It throws: the simulation is lost, and with it the episode.
    private void Failed(EnvironmentKey key, Hosted hosted, Cause cause)
    {
        Meter.EnvironmentFailures.Add();
        var pause = hosted.Budget.Fail(Run.Time.GetElapsedTime(0));
        Context.System.EventStream.Publish(new EnvironmentBroken(key.Environment, cause.Message, Quarantined: pause is null));
        if (pause is { } wait) Timers.StartSingleTimer(key, new PrepareAgain(key), wait);
    }

    private void Prepare(EnvironmentKey key, Hosted hosted, byte[]? state)
    {
        // One that has stopped gives its name to the next.
        if (hosted.Actor.IsNobody())
            hosted.Actor = Context.Watch(Context.ActorOf(EnvironmentActor.Props(Run, key.Environment), FormattableString.Invariant($"environment-{key.Environment}-{key.Incarnation}")));
        hosted.Actor.Tell(new PrepareEnvironment(key.Environment, key.Incarnation.Value, state));
    }

    private void Quarantine(EnvironmentKey key)
    {
        _worker.Quarantine(key);
        Hosts();
    }

    private sealed class Hosted(RestartBudget budget)
    {
        public IActorRef Actor { get; set; } = ActorRefs.Nobody;

        public RestartBudget Budget => budget;

        public long Version { get; set; } = -1;
    }

    private sealed record ActNow;

    private sealed record PrepareAgain(EnvironmentKey Environment);
}
