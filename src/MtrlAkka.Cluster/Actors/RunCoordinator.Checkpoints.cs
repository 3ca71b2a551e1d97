using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>The coordinator's part in a checkpoint: capture, store, commit, clean up.</summary>
public sealed partial class RunCoordinator
{
    private void CommandCheckpoints()
    {
        Command<PartCaptured>(captured => Collect(captured.Epoch, checkpoint => checkpoint.Add(captured)));
        Command<EnvironmentCaptured>(captured => Collect(captured.Epoch, checkpoint => checkpoint.Add(captured)));
        Command<PolicyCaptured>(captured => Collect(captured.Epoch, checkpoint => checkpoint.Add(captured)));
        Command<LearnerStored>(stored => Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)));
        Command<ReplayStored>(stored => Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)));
        Command<SmallPartsStored>(stored => Collect(stored.Epoch, stored.Round, checkpoint => checkpoint.Add(stored)));
        Command<StoreFailed>(OnStoreFailed);
    }

    private void Capture(long round)
    {
        _checkpoint = new CheckpointAssembly(_run, _epoch, round, _record.NextNumber, _run.Time.GetTimestamp());
        var capture = new CapturePart(_epoch, round);
        _life!.Learner.Tell(capture);
        foreach (var shard in _life.Shards) shard.Tell(capture);
        _parts.Policy.Tell(new CapturePolicy(_epoch, round));
        for (int i = 0; i < _run.Settings.EnvironmentCount; i++) _parts.Environments.Tell(new CaptureEnvironment(i, _epoch));
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
        checkpoint.StoreSmallParts(_life!.HistoryAt(round), _life.PendingAt(round))
            .PipeTo(Self, success: stored => stored, failure: error => new StoreFailed(epoch, round, Cause.Of(error)));
        if (IsLast(round)) return;
        checkpoint.Released = true;
        ReleaseBarrier();
    }

    private void Commit(CheckpointAssembly checkpoint)
    {
        // Until the event is persisted this checkpoint stays the one under way, so that no other begins.
        CrashPoint.Pass(CrashMoment.BeforeCommit);
        var known = _record.Committed.SelectMany(static manifest => manifest.Blobs()).ToHashSet();
        var found = BlobsFound();
        Record(new CheckpointCommitted(checkpoint.Manifest()), committed =>
        {
            CrashPoint.Pass(CrashMoment.AfterCommit);
            long newBytes = committed.Manifest.Blobs().Where(blob => !known.Contains(blob)).Sum(static blob => blob.Size);
            _checkpoint = null;
            _returns = 0;
            double seconds = _run.Time.GetElapsedTime(checkpoint.Started).TotalSeconds;
            _parts.Metrics.Tell(new CheckpointReport(checkpoint.Round, seconds, newBytes));
            Raise("store", null);
            CleanUp(found);
            Compact();
            AfterCommit(checkpoint.Round);
        });
    }

    private void AfterCommit(long round)
    {
        if (round == _run.Settings.Rounds) Finish(round);
        else if (_stopping && _life!.Clock.Completed == round) End(null);
        else Advance();
    }

    private void Finish(long round) => Record(new RunFinished(round), _ => End(null));

    private bool IsLast(long round) => _stopping || round == _run.Settings.Rounds;

    // Only what no kept checkpoint names goes, and only after the commit that replaces it.
    private void CleanUp(IReadOnlyList<BlobRef> found)
    {
        Retain();
        try
        {
            BlobCollector.Collect(_run.Blobs, _record.Committed, found: found);
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

    private void Retain() => _record.Retain(new RetentionPolicy(_run.Settings.Checkpoint.KeepLast, _run.Settings.Checkpoint.KeepEvery));

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
        if (!checkpoint.Released && IsLast(checkpoint.Round))
        {
            End($"the last checkpoint could not be written: {why}; make room and resume from round {_record.LastRound}");
            return;
        }

        Raise("store", $"the checkpoint of round {checkpoint.Round} could not be written: {why}; training goes on, the last checkpoint is that of round {_record.LastRound}");
        if (checkpoint.Released) Advance();
        else ReleaseBarrier();
    }
}
