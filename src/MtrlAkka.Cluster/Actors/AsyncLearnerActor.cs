using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>The learner of an asynchronous run, on a thread of its own: the networks and the messages around an <see cref="AsyncLearner{TSamples}"/>.</summary>
public sealed class AsyncLearnerActor : AsyncPartActor, IAsyncLearnerHost<AsyncLearnerActor.Samples>
{
    private readonly PartSource? _source;
    private readonly IActorRef _metrics;
    private readonly CaptureTurn _captures;
    private readonly LearnerAgent _agent;
    private readonly BatchAssembly _batches;
    private readonly IActorRef[] _lenders;
    private readonly Action<BatchDrawn> _used;
    private readonly PublishedWeights _published = new(needed: 1);
    private AsyncLearner<Samples>? _learner;
    private PolicyVersion? _newest;
    private long _line;
    private bool _going;

    /// <summary>A learner without networks yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="source">What it begins with, or null.</param>
    /// <param name="metrics">Who collects the run's figures.</param>
    public AsyncLearnerActor(RunContext run, PartAddress address, PartSource? source, IActorRef metrics)
        : base(run, address)
    {
        (_source, _metrics, _captures) = (source, metrics, new CaptureTurn(address.Incarnation));
        _agent = new LearnerAgent(run, report => metrics.Tell(new PlasticityMeasured(run.Settings.RoundsAfter(report.Update), report)));
        _batches = new BatchAssembly(run);
        _lenders = new IActorRef[run.Settings.Replay.Shards];
        _used = drawn => Flow.GiveBack(_lenders[drawn.Shard], new BatchUsed(drawn.Samples), Self);
        Receive<BatchDrawn>(drawn =>
        {
            if (_learner is null) Flow.GiveBack(Sender, new BatchUsed(drawn.Samples), Self);
            else _learner.Arrived(drawn.Shard, drawn.Update, new Samples(drawn, Sender));
            GoOn();
        });
        Receive<Continue>(_ => Update());
        Receive<WantWeights>(Want);
        Receive<EvaluationTaken>(taken => _learner?.On(taken));
        Receive<CaptureAsyncPart>(Capture);
        Receive<Written>(written =>
        {
            if (_captures.Ends(written.Capture, written.Answer)) TellCoordinator(written.Answer);
        });
        Receive<PolicyRetired>(retired => _published.Retired(retired.Version));
    }

    /// <summary>How a node makes its learner.</summary>
    public static Props Props(RunContext run, PartAddress address, PartSource? source, IActorRef metrics) =>
        Akka.Actor.Props.Create(() => new AsyncLearnerActor(run, address, source, metrics)).WithDispatcher("mtrl-learner-dispatcher");

    /// <inheritdoc/>
    public override void Tell(PartAddress to, object message)
    {
        if (message is PublishPolicy publish) Flow.Send(RefOf(to), publish, Self, done: new PolicyRetired(publish.Epoch, publish.Version), replaces: "weights");
        else base.Tell(to, message);
    }

    void IAsyncLearnerHost<Samples>.Return(Samples samples) => Flow.GiveBack(samples.Lender, new BatchUsed(samples.Drawn.Samples), Self);

    /// <inheritdoc/>
    protected override void Begin()
    {
        long updates = _source?.Updates ?? 0;
        var pending = _source?.Pending is { } blob ? LearnerState.ReadPolicies(Run.Blobs, blob) : [];
        _agent.Begin(_source?.Learner, updates);
        _learner = new AsyncLearner<Samples>(Run.Settings, Address, updates, pending, this);
        _newest = new PolicyVersion(_learner.Round, _agent.Policy());
        _published.Begin(_newest);
        Meter.LearnerWaits.Is(WaitingFor.Batches);
    }

    /// <inheritdoc/>
    protected override void Assigned(AsyncAssignment assignment)
    {
        var before = _workers;
        _workers = assignment.Roster.Workers;
        _learner!.On(assignment.Roster);
        foreach (var worker in _workers.Except(before)) Tell(worker, Extra());
        Evaluate();
        GoOn();
    }

    private IReadOnlyList<PartAddress> _workers = [];

    /// <inheritdoc/>
    protected override void TimePasses()
    {
        _learner!.Tick();
        Tell();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Meter.LearnerWaits.Is(WaitingFor.Nothing);
        _agent.Dispose();
    }

    private void Tell() => TellCoordinator(new LearnerProgress(Address.Incarnation, _learner!.Updates));

    // One update a message, so that what comes in between is heard in between.
    private void GoOn()
    {
        if (_going || _learner is not { CanUpdate: true }) return;
        _going = true;
        Self.Tell(new Continue());
    }

    private void Update()
    {
        _going = false;
        if (_learner is not { CanUpdate: true }) return;
        Meter.LearnerWaits.Is(WaitingFor.Nothing);
        foreach (var samples in _learner.Take())
        {
            _lenders[samples.Drawn.Shard] = samples.Lender;
            _batches.Add(samples.Drawn);
        }

        if (!_batches.TryTake(_learner.Updates, _used)) throw new InvalidOperationException($"the batch of update {_learner.Updates} is not whole");
        _agent.Update(_batches.Batch);
        Meter.Updates.Add();
        bool complete = _learner.Updated();
        Evaluate();
        if (complete) CompleteRound();
        if (!_learner.CanUpdate && _learner.Updates < Run.Settings.UpdatesAfter(Run.Settings.Rounds)) Meter.LearnerWaits.Is(WaitingFor.Batches);
        GoOn();
    }

    private void CompleteRound()
    {
        var version = _newest = new PolicyVersion(_learner!.Round, _agent.Policy(_published.Storage()));
        _published.Publish(version, _workers.Count, keep: false);
        _learner.Publish(version);
        if (version.Round / Run.Settings.MetricsInterval > _line / Run.Settings.MetricsInterval) _metrics.Tell(new LearnerMetrics(version.Round, _agent.ReadMetrics()));
        _line = version.Round;
        if (version.Round == Run.Settings.Rounds) Tell();
    }

    // What is evaluated is read for longer than it is acted with: a copy of its own.
    private void Evaluate()
    {
        foreach (long round in _learner!.EvaluationsDue()) _learner.Evaluate(new PolicyVersion(round, _agent.Policy()));
    }

    private void Want(WantWeights want)
    {
        if (_learner is not null && want.Learner == Address.Incarnation) Tell(want.Worker, Extra());
    }

    // Nobody counts who reads it, so its array is its own.
    private PublishPolicy Extra() => new(Address.Incarnation.Value, new PolicyVersion(_newest!.Round, new Learning.PolicyWeights(_newest.Weights.Version, [.. _newest.Weights.Values])));

    private void Capture(CaptureAsyncPart capture)
    {
        if (_learner is null) return;
        if (_captures.IsLast(capture) && _captures.Answer is { } answer) TellCoordinator(answer);
        if (!_captures.Begins(capture, Assignment?.Roster)) return;
        if (capture.Halt) _learner.Halt();
        var (state, updates, pending) = (_agent.Save(), _learner.Updates, _learner.PendingAt(capture.EvaluatedTo));
        var policy = LearnerState.ToFile([new PolicyVersion(_learner.Round, _agent.Policy())]);
        StoreAsync().PipeTo(Self, Self, static written => written, error => new Written(capture, new AsyncStoreFailed(capture.Term, capture.Attempt, Cause.Of(error))));

        async Task<Written> StoreAsync() => new(capture, new AsyncLearnerStored(
            capture.Term,
            capture.Attempt,
            Address.Incarnation,
            updates,
            await Run.Blobs.WriteAsync(state.Write).ConfigureAwait(false),
            await Run.Blobs.WriteAsync(policy.Write).ConfigureAwait(false),
            pending.Count == 0 ? null : await Run.Blobs.WriteAsync(LearnerState.ToFile(pending).Write).ConfigureAwait(false)));
    }

    /// <summary>A shard's samples, and who lent them.</summary>
    /// <param name="Drawn">The samples.</param>
    /// <param name="Lender">The shard's actor.</param>
    public sealed record Samples(BatchDrawn Drawn, IActorRef Lender);

    private sealed record Continue;

    private sealed record Written(CaptureAsyncPart Capture, ICrossesNodes Answer);
}
