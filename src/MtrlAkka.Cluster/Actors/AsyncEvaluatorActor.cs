using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>The evaluator of an asynchronous run: hears at once what is to be evaluated, and has an actor of its own evaluate it.</summary>
public sealed class AsyncEvaluatorActor : AsyncPartActor, IAsyncEvaluatorHost
{
    private readonly AsyncEvaluator _evaluator;
    private readonly IActorRef _runner;

    /// <summary>An evaluator that has nothing to do.</summary>
    public AsyncEvaluatorActor(RunContext run, PartAddress address)
        : base(run, address)
    {
        _evaluator = new AsyncEvaluator(address, this);
        _runner = Context.ActorOf(EvaluatorActor.Props(run), "runner");
        _runner.Tell(new PrepareEvaluator(address.Incarnation.Value));
        Receive<EvaluateWeights>(_evaluator.On);
        Receive<EvaluationCompleted>(completed => _evaluator.Evaluated(completed.Result));
        Receive<PartPrepared>(static _ => { });
        Receive<PartFailed>(failed => Context.Parent.Tell(new PartBroke(Address, failed.Cause)));
    }

    /// <summary>How a node makes its evaluator.</summary>
    public static Props Props(RunContext run, PartAddress address) => Akka.Actor.Props.Create(() => new AsyncEvaluatorActor(run, address));

    void IAsyncEvaluatorHost.Evaluate(PolicyVersion version) => _runner.Tell(new Evaluate(Address.Incarnation.Value, version));

    /// <inheritdoc/>
    protected override void Begin()
    {
    }

    /// <inheritdoc/>
    protected override void Assigned(AsyncAssignment assignment) => _evaluator.On(assignment.Roster);

    /// <inheritdoc/>
    protected override void TimePasses() => _evaluator.Tick();
}
