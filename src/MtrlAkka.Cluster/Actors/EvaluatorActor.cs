using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Actors;

/// <summary>Evaluates beside the training, on environments and a thread of its own, one evaluation after another.</summary>
public sealed class EvaluatorActor : ReceiveActor
{
    private readonly RunContext _run;
    private EvaluationRunner? _runner;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private long _epoch;

    /// <summary>An evaluator whose environments are created when the first evaluation comes.</summary>
    public EvaluatorActor(RunContext run)
    {
        _run = run;
        NodeTelemetry.Of(Context.System).Watch("evaluator", Self);
        Receive<PrepareEvaluator>(prepare =>
        {
            (_epoch, _coordinator) = (prepare.Epoch, Sender);
            Sender.Tell(new PartPrepared(_epoch, RunPart.Evaluator, 0));
        });
        Receive<Evaluate>(evaluate =>
        {
            if (evaluate.Epoch != _epoch) return;
            _runner ??= new EvaluationRunner(_run);
            try
            {
                var result = _runner.Run(evaluate.Version, _run.Settings.Evaluation.Episodes, _run.Stopping);
                CrashPoint.Pass(CrashMoment.Evaluated);
                Sender.Tell(new EvaluationCompleted(_epoch, result));
            }
            catch (OperationCanceledException)
            {
                // The process ends; a later one evaluates these weights again.
            }
        });
    }

    /// <summary>How a node makes its evaluator.</summary>
    public static Props Props(RunContext run) =>
        Akka.Actor.Props.Create(() => new EvaluatorActor(run)).WithDispatcher("mtrl-evaluator-dispatcher");

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        NodeTelemetry.Of(Context.System).Restarts(RunPart.Evaluator).Add();
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Evaluator, 0, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _runner?.Dispose();
}
