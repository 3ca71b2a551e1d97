using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The learner, on a thread of its own: updates with each batch as it comes, publishes the policy after each round, and
/// hands out what checkpoints and evaluations need.
/// </summary>
public sealed class LearnerActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly IActorRef _policy;
    private readonly IActorRef _metrics;
    private readonly IAgentSeat _seat;
    private readonly BatchAssembly _batches;
    private readonly Action<BatchDrawn> _return;
    private readonly Stack<float[]> _storage = new();
    private MultiTaskSac? _agent;
    private PlasticityMonitor? _plasticity;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private readonly IActorRef[] _shards;
    private long _epoch;
    private long _update;

    /// <summary>A learner without networks yet.</summary>
    public LearnerActor(RunContext run, IActorRef policy, IActorRef metrics)
    {
        _run = run;
        _policy = policy;
        _metrics = metrics;
        _seat = run.Seat ?? new OwnSeat(run.Settings);
        _batches = new BatchAssembly(run);
        _shards = new IActorRef[run.Settings.Replay.Shards];
        _return = drawn => _shards[drawn.Shard].Tell(new BatchUsed(drawn.Samples));
        Receive<PrepareLearner>(Prepare);
        Receive<BatchDrawn>(Drawn);
        Receive<CapturePart>(Capture);
        Receive<PolicyRetired>(retired =>
        {
            // What is evaluated is read for longer than it is acted with.
            if (retired.Epoch == _epoch && !_run.Evaluations.Takes(retired.Version.Round)) _storage.Push(retired.Version.Weights.Values);
        });
    }

    /// <summary>How a node makes its learner.</summary>
    public static Props Props(RunContext run, IActorRef policy, IActorRef metrics) =>
        Akka.Actor.Props.Create(() => new LearnerActor(run, policy, metrics)).WithDispatcher("mtrl-learner-dispatcher");

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Learner, 0, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => LeaveSeat();

    private void Prepare(PrepareLearner prepare)
    {
        _coordinator = Sender;
        _epoch = prepare.Epoch;
        _update = _run.Settings.UpdatesAfter(prepare.Round);
        _batches.Clear();
        try
        {
            LeaveSeat();
            var plasticity = _run.Settings.Learner.Plasticity;
            _agent = _seat.Begin();
            if (prepare.State is null && _run.Settings.Learner.Weights is { } start) _agent.Start(ImportedWeights.Kept(_run.Blobs, start).Start(_run.Sac));
            if (plasticity.Interval > 0) _plasticity = new PlasticityMonitor(plasticity, _agent, _run.Sac, _run.Settings.Seed);
            if (prepare.State is { } blob)
            {
                var state = LearnerState.Read(_run.Blobs, blob);
                _agent.Load(state);
                _plasticity?.Load(state);
            }

            FinishAfterLast();

            long version = Math.Max(prepare.Round, _run.Settings.Learner.WarmStartRounds);
            _coordinator.Tell(new LearnerPrepared(_epoch, new PolicyVersion(version, _agent.Policy())));
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
        while (_batches.TryTake(_update, _return))
        {
            Report(_plasticity?.BeforeUpdate(_update + 1));
            _seat.Update(_batches.Batch, (ulong)_update);
            CrashPoint.Pass(CrashMoment.Updated);
            _update++;
            _plasticity?.AfterUpdate(_batches.Batch, _update);
            FinishAfterLast();
            if (_update % _run.Settings.Learner.UpdatesPerRound == 0) CompleteRound();
        }
    }

    private void CompleteRound()
    {
        long completed = _run.Settings.Learner.WarmStartRounds + (_update / _run.Settings.Learner.UpdatesPerRound);
        _storage.TryPop(out float[]? storage);
        var version = new PolicyVersion(completed, _agent!.Policy(storage));
        _policy.Tell(new PublishPolicy(_epoch, version));
        if (completed % _run.Settings.MetricsInterval == 0) _metrics.Tell(new LearnerMetrics(completed, _agent.ReadMetrics()));
        _coordinator.Tell(new RoundLearned(_epoch, completed - 1, _run.Evaluations.Takes(completed) ? version : null));
    }

    private void Capture(CapturePart capture)
    {
        if (capture.Epoch != _epoch) return;
        Report(_plasticity?.Finish());
        // Saving copies the arrays, so updates may go on while they are written.
        var file = LearnerState.ToFile([.. _agent!.Save(), .. _plasticity?.Save() ?? []]);
        Sender.Tell(new PartCaptured(_epoch, RunPart.Learner, 0));
        long epoch = _epoch;
        _run.Blobs.WriteAsync(file.Write).PipeTo(
            Sender,
            Self,
            success: blob => new LearnerStored(epoch, capture.Round, blob),
            failure: error => new StoreFailed(epoch, capture.Round, Cause.Of(error)));
    }

    private void Report(PlasticityReport? report)
    {
        if (report is not null) _metrics.Tell(new PlasticityMeasured(_run.Settings.RoundsAfter(report.Update), report));
    }

    private void FinishAfterLast()
    {
        if (_update == _run.Settings.UpdatesAfter(_run.Settings.Rounds)) _seat.Finish();
    }

    private void LeaveSeat()
    {
        _plasticity?.Dispose();
        _plasticity = null;
        _seat.Leave();
        _agent = null;
    }
}
