using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The learner, on a thread of its own: updates with each batch as it comes, publishes the policy after each round, and
/// hands out what checkpoints and evaluations need.
/// </summary>
public sealed class LearnerActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly IActorRef _metrics;
    private readonly BatchAssembly _batches;
    private readonly Action<BatchDrawn> _return;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly NodeMeter _meter = NodeTelemetry.Of(Context.System);
    private readonly PublishedWeights _published;
    private IReadOnlyList<IActorRef> _policies = [];
    private readonly LearnerAgent _agent;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private readonly IActorRef[] _shards;
    private long _epoch;
    private long _captured;

    /// <summary>A learner without networks yet.</summary>
    public LearnerActor(RunContext run, IActorRef metrics)
    {
        _run = run;
        _metrics = metrics;
        _meter.Watch("learner", Self);
        _agent = new LearnerAgent(run, report => metrics.Tell(new PlasticityMeasured(run.Settings.RoundsAfter(report.Update), report)));
        _batches = new BatchAssembly(run);
        _shards = new IActorRef[run.Settings.Replay.Shards];
        _return = drawn => _flow.GiveBack(_shards[drawn.Shard], new BatchUsed(drawn.Samples), Self);
        _published = new PublishedWeights(run.Settings.Staleness + 1);
        Receive<PrepareLearner>(Prepare);
        Receive<BatchDrawn>(Drawn);
        Receive<CapturePart>(Capture);
        Receive<PolicyRetired>(retired =>
        {
            if (retired.Epoch == _epoch) _published.Retired(retired.Version);
        });
        Receive<BulkLost>(lost => _coordinator.Tell(LinkBroken.By(lost)));
    }

    /// <summary>How a node makes its learner.</summary>
    public static Props Props(RunContext run, IActorRef metrics) =>
        Akka.Actor.Props.Create(() => new LearnerActor(run, metrics)).WithDispatcher("mtrl-learner-dispatcher");

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _meter.Restarts(RunPart.Learner).Add();
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Learner, 0, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Leave();

    private void Prepare(PrepareLearner prepare)
    {
        // One that comes again must not take the learner back.
        if (prepare.Epoch <= _epoch) return;
        _coordinator = Sender;
        (_epoch, _captured) = (prepare.Epoch, 0);
        _policies = prepare.Policies;
        _batches.Clear(_return);
        try
        {
            Leave();
            _agent.Begin(prepare.State, _run.Settings.UpdatesAfter(prepare.Round));
            long version = Math.Max(prepare.Round, _run.Settings.Learner.WarmStartRounds);
            var first = new PolicyVersion(version, _agent.Policy());
            _published.Begin(first);
            _flow.Send(_coordinator, new LearnerPrepared(_epoch, first), Self);
            _meter.LearnerWaits.Is(WaitingFor.Batches);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            _coordinator.Tell(new PartFailed(_epoch, RunPart.Learner, 0, Cause.Of(error)));
        }
    }

    private void Drawn(BatchDrawn drawn)
    {
        if (drawn.Epoch != _epoch) return;
        _shards[drawn.Shard] = Sender;
        _batches.Add(drawn);
        while (_batches.TryTake(_agent.Updates, _return))
        {
            _meter.LearnerWaits.Is(WaitingFor.Nothing);
            _agent.Update(_batches.Batch);
            _meter.Updates.Add();
            if (_agent.Updates % _run.Settings.Learner.UpdatesPerRound == 0) CompleteRound();
        }

        _meter.LearnerWaits.Is(_agent.Updates < _run.Settings.UpdatesAfter(_run.Settings.Rounds) ? WaitingFor.Batches : WaitingFor.Nothing);
    }

    private void CompleteRound()
    {
        long completed = _run.Settings.Learner.WarmStartRounds + (_agent.Updates / _run.Settings.Learner.UpdatesPerRound);
        var version = new PolicyVersion(completed, _agent.Policy(_published.Storage()));
        // What is evaluated is read for longer than it is acted with.
        bool evaluated = _run.Evaluations.Takes(completed);
        _published.Publish(version, _policies.Count, keep: evaluated);
        var publish = new PublishPolicy(_epoch, version);
        var retired = new PolicyRetired(_epoch, version);
        foreach (var policy in _policies) _flow.Send(policy, publish, Self, done: retired);
        if (completed % _run.Settings.MetricsInterval == 0) _metrics.Tell(new LearnerMetrics(completed, _agent.ReadMetrics()));
        _flow.Send(_coordinator, new RoundLearned(_epoch, completed - 1, evaluated ? version : null), Self);
    }

    private void Capture(CapturePart capture)
    {
        if (capture.Epoch != _epoch || capture.Number <= _captured) return;
        _captured = capture.Number;
        var file = _agent.Save();
        Sender.Tell(new PartCaptured(_epoch, RunPart.Learner, 0, capture.Number));
        long epoch = _epoch;
        var policy = LearnerState.ToFile(_published.Capture());
        StoreAsync().PipeTo(
            Sender,
            Self,
            success: blobs => new LearnerStored(epoch, capture.Round, blobs.State, blobs.Policy),
            failure: error => new StoreFailed(epoch, capture.Round, Cause.Of(error)));

        async Task<(BlobRef State, BlobRef Policy)> StoreAsync() =>
            (await _run.Blobs.WriteAsync(file.Write).ConfigureAwait(false), await _run.Blobs.WriteAsync(policy.Write).ConfigureAwait(false));
    }

    private void Leave()
    {
        _meter.LearnerWaits.Is(WaitingFor.Nothing);
        _agent.Dispose();
    }
}
