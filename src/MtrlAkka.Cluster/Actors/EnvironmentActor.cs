using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The sharded entity of one environment: owns one simulation and steps it for the policy of its node. What it throws
/// loses the simulation, so it tells the coordinator, which takes the run back to the last commit.
/// </summary>
public sealed class EnvironmentActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly IActorRef _policy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TrainingEnvironment? _environment;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private int _index;
    private long _epoch;

    /// <summary>An entity without a simulation yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="policy">The policy of this node.</param>
    public EnvironmentActor(RunContext run, IActorRef policy)
    {
        _run = run;
        _policy = policy;
        Receive<PrepareEnvironment>(Prepare);
        Receive<StepEnvironment>(Step);
        Receive<CaptureEnvironment>(capture =>
        {
            if (capture.Epoch == _epoch) Sender.Tell(new EnvironmentCaptured(_index, _epoch, _environment!.Save()));
        });
    }

    /// <summary>How a node makes its entities.</summary>
    public static Props Props(RunContext run, IActorRef policy) =>
        Akka.Actor.Props.Create(() => new EnvironmentActor(run, policy)).WithDispatcher("mtrl-environments-dispatcher");

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Environment, _index, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _environment?.Dispose();

    private void Prepare(PrepareEnvironment prepare)
    {
        // Asked again because an answer took long: it is on its way.
        if (prepare.Epoch == _epoch && _environment is not null) return;
        _coordinator = Sender;
        (_index, _epoch) = (prepare.Environment, prepare.Epoch);
        _environment?.Dispose();
        _environment = new TrainingEnvironment(_run, _index);
        if (prepare.State is not null) _environment.Restore(prepare.State);
        _policy.Tell(new EnvironmentJoined(_index, _epoch, Self, _environment.Observation));
        Sender.Tell(new EnvironmentPrepared(_index, _epoch));
    }

    private void Step(StepEnvironment step)
    {
        if (step.Epoch != _epoch) return;
        var (transition, episode) = _environment!.Step(step.Action);
        if (_environment.Failure is { } failure)
        {
            _log.Warning("environment {0}, round {1}: {2}", _index, step.Round, failure);
            string task = _run.Settings.Environments.Tasks[_run.Settings.TaskOf(_index)];
            Context.System.EventStream.Publish(new Alarm(
                $"environment-{_index}",
                _environment.Quarantined ? $"{task} is in quarantine, its physics breaks: {failure}" : $"{task}: {failure}"));
        }

        CrashPoint.Pass(CrashMoment.EnvironmentStepped);
        Sender.Tell(new EnvironmentStepped(_index, _epoch, step.Round, transition, _environment.Observation, episode, _environment.Returns));
    }
}
