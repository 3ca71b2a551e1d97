using System.Collections.Immutable;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Replay;
using TransitionBatch = MtrlAkka.Replay.TransitionBatch;

namespace MtrlAkka.Cluster.Actors;

/// <summary>A replay shard of an asynchronous run: the storage and the messages around an <see cref="AsyncShard"/>.</summary>
public sealed class AsyncReplayActor : AsyncPartActor, IAsyncShardHost
{
    private readonly ShardPlan _plan;
    private readonly PartSource? _source;
    private readonly CaptureTurn _captures;
    private readonly Queue<TransitionBatch> _pool = new();
    private ReplayShard? _replay;
    private AsyncShard? _shard;

    /// <summary>A shard without storage yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="source">What it begins with, or null.</param>
    public AsyncReplayActor(RunContext run, PartAddress address, PartSource? source)
        : base(run, address)
    {
        (_plan, _source, _captures) = (ShardPlan.Of(run.Settings, address.Index), source, new CaptureTurn(address.Incarnation));
        Receive<ClaimEnvironments>(claim => _shard?.On(claim));
        Receive<AppendSteps>(append => Count(() => _shard?.On(append)));
        Receive<DrawBatches>(draw => Count(() => _shard?.On(draw)));
        Receive<BatchUsed>(used => _pool.Enqueue(used.Samples));
        Receive<CaptureAsyncPart>(Capture);
        Receive<SegmentWritten>(written =>
        {
            // The rows of a cut that another one followed are in that one too.
            if (!_captures.IsLast(written.Capture)) return;
            Stored(written.Capture, new AsyncReplayStored(
                written.Capture.Term,
                written.Capture.Attempt,
                Address.Index,
                Address.Incarnation,
                written.Round,
                written.Returns,
                _replay!.Adopt(written.Cut, written.Blob)));
        });
        Receive<SegmentFailed>(failed => Stored(failed.Capture, new AsyncStoreFailed(failed.Capture.Term, failed.Capture.Attempt, failed.Cause)));
    }

    /// <summary>How a node makes a shard.</summary>
    public static Props Props(RunContext run, PartAddress address, PartSource? source) => Akka.Actor.Props.Create(() => new AsyncReplayActor(run, address, source));

    void IAsyncShardHost.Draw(PartAddress learner, long update)
    {
        if (!_pool.TryDequeue(out var batch)) batch = new TransitionBatch(TransitionLayout.MetaWorld, _plan.RowsPerUpdate);
        _replay!.SampleInto(batch.Columns, _plan.BatchPerTask, RandomStreams.Sample(Run.Settings.Seed), (ulong)update);
        Meter.Samples.Add(_plan.RowsPerUpdate);
        ImmutableArray<ReturnRange> returns = Run.Sac.ReturnLimit is null ? [] : [.. _shard!.Returns];
        Flow.Send(RefOf(learner), new BatchDrawn(learner.Incarnation.Value, update, Address.Index, batch, returns), Self, done: new BatchUsed(batch));
        CrashPoint.Pass(CrashMoment.BatchDrawn);
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        int last = _plan.FirstTask + _plan.Tasks - 1;
        _replay = _source?.Replay is { } manifest
            ? ReplayShard.Restore(manifest, Run.Blobs.OpenRead)
            : new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, _plan.FirstTask, last, _plan.Copies, Run.Settings.Replay.Capacity));
        _shard = new AsyncShard(_plan, Address.Index, Address.Incarnation, _replay, _source?.Returns ?? [], this);
    }

    /// <inheritdoc/>
    protected override void Assigned(AsyncAssignment assignment) => Count(() => _shard!.On(assignment.Roster));

    /// <inheritdoc/>
    protected override void TimePasses()
    {
        Tell();
        if (_shard!.Age.Read() is { Count: > 0 } age) Meter.PolicyAge.Set((long)Math.Round(age.Mean));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Meter.PolicyAge.Clear();
        _replay?.Dispose();
    }

    private void Tell() => TellCoordinator(new ShardProgress(Address.Index, Address.Incarnation, _shard!.Inserts, _shard.Round, _shard.Barren));

    private void Count(Action action)
    {
        if (_shard is null) return;
        long inserts = _shard.Inserts, round = _shard.Round;
        action();
        Meter.Inserts.Add(_shard.Inserts - inserts);
        // The last rows are told at once, so that the end does not wait for the next second.
        if (_shard.Round > round && _shard.Full) Tell();
    }

    private void Capture(CaptureAsyncPart capture)
    {
        if (_shard is null) return;
        if (_captures.IsLast(capture) && _captures.Answer is { } answer) TellCoordinator(answer);
        if (!_captures.Begins(capture, Assignment?.Roster)) return;
        if (capture.Halt) _shard.Halt();
        var cut = _replay!.Cut();
        long round = _shard.Round;
        IReadOnlyList<ReturnRange> returns = Run.Sac.ReturnLimit is null ? [] : [.. _shard.Returns];
        if (cut.Segment.Rows == 0)
        {
            Self.Tell(new SegmentWritten(capture, round, returns, cut, null));
            return;
        }

        var written = cut.TryDetach() ? Run.Blobs.WriteAsync(cut.WriteTo) : WriteNow(cut);
        written.PipeTo(
            Self,
            success: blob => new SegmentWritten(capture, round, returns, cut, blob),
            failure: error => new SegmentFailed(capture, Cause.Of(error)));
    }

    private void Stored(CaptureAsyncPart capture, object answer)
    {
        if (_captures.Ends(capture, answer)) TellCoordinator(answer);
    }

    private Task<BlobRef> WriteNow(ShardCut cut)
    {
        try
        {
            return Task.FromResult(Run.Blobs.Write(cut.WriteTo));
        }
        catch (BlobWriteException error)
        {
            return Task.FromException<BlobRef>(error);
        }
    }

    private sealed record SegmentWritten(CaptureAsyncPart Capture, long Round, IReadOnlyList<ReturnRange> Returns, ShardCut Cut, BlobRef? Blob);

    private sealed record SegmentFailed(CaptureAsyncPart Capture, Cause Cause);
}
