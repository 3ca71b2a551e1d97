using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>The conductor's part in a checkpoint: capture, store, commit, clean up.</summary>
public sealed partial class RunConductor
{
    private long _capture;

    private bool OnCheckpoint(object message)
    {
        switch (message)
        {
            case PartCaptured captured: CollectCaptured(captured.Epoch, captured.Number, checkpoint => checkpoint.Add(captured)); break;
            case EnvironmentCaptured captured: CollectCaptured(captured.Epoch, captured.Number, checkpoint => checkpoint.Add(captured)); break;
            case LearnerStored stored: Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)); break;
            case ReplayStored stored: Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)); break;
            case SmallPartsStored stored: Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)); break;
            case StoreFailed failed: OnStoreFailed(failed); break;
            default: return false;
        }

        return true;
    }

    private void Capture(long round)
    {
        _checkpoint = new CheckpointAssembly(_run, _epoch, round, Record.NextNumber, _run.Time.GetTimestamp());
        _capture = ++_serial;
        var capture = new CapturePart(_epoch, round, _capture);
        _host.Tell(_life!.Learner, capture);
        foreach (var shard in _life.Shards) _host.Tell(shard, capture);
        foreach (var policy in _life.Policies) _host.Tell(policy, capture);
    }

    private void CollectCaptured(long epoch, long number, Action<CheckpointAssembly> add)
    {
        if (number == _capture) Collect(epoch, add);
    }

    // What a checkpoint that was given up still stores is not of the one under way.
    private void Collect(long epoch, long round, Action<CheckpointAssembly> add)
    {
        if (_checkpoint?.Round == round) Collect(epoch, add);
    }

    private void Collect(long epoch, Action<CheckpointAssembly> add)
    {
        if (epoch != _epoch || _checkpoint is not { } checkpoint) return;
        bool captured = checkpoint.Captured;
        add(checkpoint);
        if (!captured && checkpoint.Captured) OnCaptured(checkpoint);
        if (checkpoint.Stored) Commit(checkpoint);
    }

    private void OnCaptured(CheckpointAssembly checkpoint)
    {
        CrashPoint.Pass(CrashMoment.Captured);
        if (checkpoint.Failure is not null)
        {
            GiveUp(checkpoint);
            return;
        }

        long epoch = _epoch, round = checkpoint.Round;
        var (history, pending) = (_life!.HistoryAt(round), _life.PendingAt(round));
        _host.Compute(() => checkpoint.StoreSmallParts(history, pending), error => new StoreFailed(epoch, round, Cause.Of(error)));
        if (IsLast(round)) return;
        checkpoint.Released = true;
        checkpoint.Pause = _run.Time.GetElapsedTime(checkpoint.Started).TotalSeconds;
        ReleaseBarrier();
    }

    private void Commit(CheckpointAssembly checkpoint)
    {
        // Until the event is persisted this checkpoint stays the one under way, so that no other begins.
        CrashPoint.Pass(CrashMoment.BeforeCommit);
        var known = Record.Committed.SelectMany(static manifest => manifest.Blobs()).ToHashSet();
        var found = BlobsFound();
        Write(new CheckpointCommitted(checkpoint.Manifest()), committed =>
        {
            CrashPoint.Pass(CrashMoment.AfterCommit);
            var blobs = committed.Manifest.Blobs().ToHashSet();
            long bytes = blobs.Sum(static blob => blob.Size), newBytes = blobs.Where(blob => !known.Contains(blob)).Sum(static blob => blob.Size);
            _checkpoint = null;
            _returns = 0;
            if (_losses >= LossesUnsaid) Raise("losses", null);
            _losses = 0;
            _pause = FirstPause;
            double seconds = _run.Time.GetElapsedTime(checkpoint.Started).TotalSeconds;
            _host.Report(new CheckpointReport(checkpoint.Round, seconds, checkpoint.Pause, bytes, newBytes));
            Raise("store", null);
            CleanUp(found);
            _host.Compact();
            AfterCommit(checkpoint.Round);
        });
    }

    private void AfterCommit(long round)
    {
        if (round == _run.Settings.Rounds) Finish(round);
        else if (_stopping && _life!.Clock.Completed == round) End(null);
        else if (_moving && _life!.Clock.Completed == round) BeginLife();
        else Advance();
    }

    private void Finish(long round) => Write(new RunFinished(round), _ => End(null));

    // Training need not go on beside the checkpoint.
    private bool IsLast(long round) => _stopping || _moving || _paused || round == _run.Settings.Rounds;

    // Only what no kept checkpoint names goes, and only after the commit that replaces it.
    private void CleanUp(IReadOnlyList<BlobRef> found)
    {
        Retain();
        try
        {
            BlobCollector.Collect(_run.Blobs, Record.Committed, found: found);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CannotCleanUp(error);
        }
    }

    // Listed before a commit and deleted after it: see BlobCollector.
    private IReadOnlyList<BlobRef> BlobsFound()
    {
        try
        {
            return [.. _run.Blobs.List()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CannotCleanUp(error);
            return [];
        }
    }

    private void CannotCleanUp(Exception error) => Raise("clean-up", $"old checkpoints cannot be deleted: {error.Message}");

    private void Retain() => Record.Retain(new RetentionPolicy(_run.Settings.Checkpoint.KeepLast, _run.Settings.Checkpoint.KeepEvery));

    // A part that could not be written is no reason to hurry: the others answer first, so that nothing of this
    // checkpoint comes in the middle of the next one.
    private void OnStoreFailed(StoreFailed failed)
    {
        if (failed.Epoch != _epoch || _checkpoint is not { } checkpoint || checkpoint.Round != failed.Round) return;
        checkpoint.Failure ??= failed.Cause;
        if (checkpoint.Captured) GiveUp(checkpoint);
    }

    private void GiveUp(CheckpointAssembly checkpoint)
    {
        string why = checkpoint.Failure!.Message;
        _checkpoint = null;
        if (!checkpoint.Released && (_stopping || checkpoint.Round == _run.Settings.Rounds))
        {
            End($"the last checkpoint could not be written: {why}; make room and resume from round {Record.LastRound}", retry: true);
            return;
        }

        Raise("store", $"the checkpoint of round {checkpoint.Round} could not be written: {why}; training goes on, the last checkpoint is that of round {Record.LastRound}");
        if (checkpoint.Released) Advance();
        else if (_paused) Rest(checkpoint.Round);
        else ReleaseBarrier();
    }
}
