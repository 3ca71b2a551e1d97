using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// One environment: owns one simulation and steps it for the policy of its node, whose child it is. What it throws loses the
/// simulation, so the policy tells the coordinator, which takes the run back to the last commit.
/// </summary>
public sealed class EnvironmentActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TrainingEnvironment? _environment;
    private readonly int _index;
    private long _epoch;

    /// <summary>An environment without a simulation yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">Index of the environment.</param>
    public EnvironmentActor(RunContext run, int index)
    {
        (_run, _index) = (run, index);
        Receive<PrepareEnvironment>(Prepare);
        Receive<StepEnvironment>(Step);
        Receive<CaptureEnvironment>(capture =>
        {
            if (capture.Epoch == _epoch) BulkFlow.Of(Context.System).Send(Sender, new EnvironmentCaptured(_index, _epoch, capture.Number, _environment!.Save()), Self);
        });
        Receive<BulkLost>(lost => Context.Parent.Tell(LinkBroken.By(lost)));
    }

    /// <summary>How a policy makes its environments.</summary>
    public static Props Props(RunContext run, int index) =>
        Akka.Actor.Props.Create(() => new EnvironmentActor(run, index)).WithDispatcher("mtrl-environments-dispatcher");

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        NodeTelemetry.Of(Context.System).Restarts(RunPart.Environment).Add();
        Context.Parent.Tell(new PartFailed(_epoch, RunPart.Environment, _index, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _environment?.Dispose();

    private void Prepare(PrepareEnvironment prepare)
    {
        _epoch = prepare.Epoch;
        _environment?.Dispose();
        _environment = new TrainingEnvironment(_run, _index);
        if (prepare.State is not null) _environment.Restore(prepare.State);
        if (prepare.Quarantined) _environment.Quarantine();
        if (_environment.Quarantined) Context.System.EventStream.Publish(new EnvironmentBroken(_index, null, Quarantined: true));
        Sender.Tell(new EnvironmentJoined(_index, _epoch, _environment.Observation));
    }

    private void Step(StepEnvironment step)
    {
        if (step.Epoch != _epoch) return;
        var (transition, episode) = _environment!.Step(step.Action);
        if (_environment.Failure is { } failure)
        {
            _log.Warning("environment {0}, round {1}: {2}", _index, step.Round, failure);
            NodeTelemetry.Of(Context.System).EnvironmentFailures.Add();
            Context.System.EventStream.Publish(new EnvironmentBroken(_index, failure, _environment.Quarantined));
        }

        CrashPoint.Pass(CrashMoment.EnvironmentStepped);
        Sender.Tell(new EnvironmentStepped(_index, _epoch, step.Round, transition, _environment.Observation, episode, _environment.Returns));
    }
}
