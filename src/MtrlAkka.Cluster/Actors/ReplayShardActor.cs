using System.Collections.Immutable;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;
using MtrlAkka.Replay;
using TransitionBatch = MtrlAkka.Replay.TransitionBatch;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// Owns the replay of a range of tasks. As soon as a round is complete it draws the batches of that round's updates and
/// sends them ahead to the learner, before any later row can change what is drawn.
/// </summary>
public sealed class ReplayShardActor : ReceiveActor
{
    private readonly RunContext _run;
    private readonly int _index;
    private readonly int _first;
    private readonly int _tasks;
    private readonly ReturnRange[] _returns;
    private readonly Queue<TransitionBatch> _pool = new();
    private ReplayShard? _shard;
    private ShardCut? _cut;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IActorRef _learner = ActorRefs.Nobody;
    private long _epoch;
    private long _round;
    private long _captured;
    private readonly RoundAssembly _rounds;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly NodeMeter _meter = NodeTelemetry.Of(Context.System);

    /// <summary>A shard without storage yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">Index of the shard.</param>
    public ReplayShardActor(RunContext run, int index)
    {
        _run = run;
        _index = index;
        _meter.Watch(Self.Path.Name, Self);
        (_first, int end) = run.ShardTasks(index);
        _tasks = end - _first;
        _returns = new ReturnRange[_tasks];
        _rounds = new RoundAssembly(_tasks * run.Settings.Environments.Copies);
        Receive<PrepareReplay>(Prepare);
        Receive<AppendRound>(Append);
        Receive<BatchUsed>(used => _pool.Enqueue(used.Samples));
        Receive<CapturePart>(Capture);
        Receive<SegmentWritten>(written =>
        {
            // The rows of a cut whose checkpoint was given up are in the next cut too.
            if (written.Epoch != _epoch || written.Cut != _cut) return;
            _flow.Send(_coordinator, new ReplayStored(_epoch, written.Round, _index, _shard!.Adopt(written.Cut, written.Blob)), Self);
        });
        Receive<SegmentFailed>(failed =>
        {
            if (failed.Epoch == _epoch) _coordinator.Tell(new StoreFailed(_epoch, failed.Round, Cause.Of(failed.Cause)));
        });
        Receive<BulkLost>(lost => _coordinator.Tell(LinkBroken.By(lost)));
    }

    /// <summary>How a node makes a shard.</summary>
    public static Props Props(RunContext run, int index) => Akka.Actor.Props.Create(() => new ReplayShardActor(run, index));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _meter.Restarts(RunPart.Replay).Add();
        _coordinator.Tell(new PartFailed(_epoch, RunPart.Replay, _index, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _shard?.Dispose();

    private void Prepare(PrepareReplay prepare)
    {
        _coordinator = Sender;
        (_epoch, _round, _captured, _learner) = (prepare.Epoch, prepare.Round, 0, prepare.Learner);
        _rounds.Clear();
        _shard?.Dispose();
        (_shard, _cut) = (null, null);
        // Every environment tells its returns with each step, so none are kept from one life to the next.
        Array.Fill(_returns, ReturnRange.Unknown);
        try
        {
            int copies = _run.Settings.Environments.Copies;
            _shard = prepare.Manifest is { } manifest
                ? ReplayShard.Restore(manifest, _run.Blobs.OpenRead)
                : new ReplayShard(new ReplayShardOptions(
                    TransitionLayout.MetaWorld, _first, _first + _tasks - 1, copies, _run.Settings.Replay.Capacity));
            _coordinator.Tell(new PartPrepared(_epoch, RunPart.Replay, _index));
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            _coordinator.Tell(new PartFailed(_epoch, RunPart.Replay, _index, Cause.Of(error)));
        }
    }

    private void Append(AppendRound append)
    {
        if (append.Epoch != _epoch) return;
        if (append.Round < _round) throw new InvalidOperationException($"shard {_index} got round {append.Round} where {_round} is next");
        _rounds.Add(append);
        while (_rounds.TryTake(_round, out var steps))
        {
            Insert(steps);
            DrawAhead(_round);
            _coordinator.Tell(new RoundAppended(_epoch, _index, _round));
            _round++;
        }
    }

    private void Insert(IReadOnlyList<EnvironmentStepped> steps)
    {
        Span<float> action = stackalloc float[4];
        foreach (var step in steps)
        {
            ref var returns = ref _returns[_run.Settings.TaskOf(step.Environment) - _first];
            returns = returns.With(step.Returns);
            if (step.Transition is not { } row) continue;
            (action[0], action[1], action[2], action[3]) = (row.Action.X, row.Action.Y, row.Action.Z, row.Action.Gripper);
            var outcome = _shard!.Append(
                new InsertKey(_run.Settings.TaskOf(step.Environment), _run.Settings.CopyOf(step.Environment), row.Number),
                row.Observation,
                action,
                row.Reward,
                row.Terminated,
                row.NextObservation);
            if (outcome == InsertOutcome.Inserted) _meter.Inserts.Add();
        }
    }

    private void DrawAhead(long round)
    {
        long first = _run.Settings.UpdatesAfter(round), end = _run.Settings.UpdatesAfter(round + 1);
        int rows = _run.Settings.Learner.Sac.BatchPerTask;
        ImmutableArray<ReturnRange> returns = _run.Sac.ReturnLimit is null ? [] : [.. _returns];
        for (long update = first; update < end; update++)
        {
            if (!_pool.TryDequeue(out var batch)) batch = new TransitionBatch(TransitionLayout.MetaWorld, _tasks * rows);
            _shard!.SampleInto(batch.Columns, rows, RandomStreams.Sample(_run.Settings.Seed), (ulong)update);
            _meter.Samples.Add(_tasks * rows);
            _flow.Send(_learner, new BatchDrawn(_epoch, update, _index, batch, returns), Self, done: new BatchUsed(batch));
            CrashPoint.Pass(CrashMoment.BatchDrawn);
        }
    }

    private void Capture(CapturePart capture)
    {
        if (capture.Epoch != _epoch || capture.Number <= _captured) return;
        _captured = capture.Number;
        var cut = _cut = _shard!.Cut();
        long epoch = _epoch;
        if (cut.Segment.Rows == 0)
        {
            Self.Tell(new SegmentWritten(epoch, capture.Round, cut, null));
        }
        else
        {
            var written = cut.TryDetach() ? _run.Blobs.WriteAsync(cut.WriteTo) : WriteNow(cut);
            written.PipeTo(
                Self,
                success: blob => new SegmentWritten(epoch, capture.Round, cut, blob),
                failure: error => new SegmentFailed(epoch, capture.Round, error));
        }

        Sender.Tell(new PartCaptured(_epoch, RunPart.Replay, _index, capture.Number));
    }

    private Task<BlobRef> WriteNow(ShardCut cut)
    {
        try
        {
            return Task.FromResult(_run.Blobs.Write(cut.WriteTo));
        }
        catch (BlobWriteException error)
        {
            return Task.FromException<BlobRef>(error);
        }
    }

    private sealed record SegmentWritten(long Epoch, long Round, ShardCut Cut, BlobRef? Blob);

    private sealed record SegmentFailed(long Epoch, long Round, Exception Cause);
}
