using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>The coordinator's part in a checkpoint: ask, collect, commit.</summary>
public sealed partial class AsyncCoordinator
{
    private AsyncCheckpoint? _checkpoint;
    // Ticks until the next one is tried where the last one could not be written.
    private const int StorePatience = 5;
    private readonly HashSet<PartAddress> _halted = [];
    private long _attempts;
    private long _barrier;
    private bool _wanted;
    private int _patience;

    /// <summary>Makes a checkpoint as soon as it can.</summary>
    public void CheckpointNow()
    {
        _wanted = true;
        Advance();
    }

    /// <summary>Has the environments stand still, and makes a checkpoint; or has them go on.</summary>
    public void Pause(bool paused)
    {
        _leases.Pause(paused);
        _wanted |= paused;
        Reconcile();
        Advance();
    }

    /// <summary>The learner's part is on disk.</summary>
    public void On(AsyncLearnerStored stored) => Collect(stored.Term, checkpoint => checkpoint.Add(stored));

    /// <summary>A shard's part is on disk.</summary>
    public void On(AsyncReplayStored stored) => Collect(stored.Term, checkpoint => checkpoint.Add(stored));

    /// <summary>The evaluations are on disk.</summary>
    public void HistoryStored(long attempt, Checkpoints.BlobRef blob) => Collect(_term, checkpoint =>
    {
        if (checkpoint.Attempt == attempt) checkpoint.History = blob;
    });

    /// <summary>A part could not be written.</summary>
    public void On(AsyncStoreFailed failed)
    {
        if (failed.Term == _term && _checkpoint?.Attempt == failed.Attempt) GiveUp(failed.Cause.Message);
    }

    /// <summary>A checkpoint is persisted.</summary>
    public void Committed(Checkpoints.CheckpointManifest manifest)
    {
        _committed.Add(manifest);
        var checkpoint = _checkpoint!;
        _checkpoint = null;
        (_failures, _keptTo) = (0, checkpoint.EvaluatedTo);
        _barrier = NextBarrier();
        _host.Raise("store", null);
        // Its state is safe: from here on it is elsewhere.
        foreach (var part in checkpoint.Halting) _leases.Vacate(part);
        _halted.ExceptWith(checkpoint.Halting);
        // What looked done when it began may have been less: another coordinator knew of a quarantine that this one did not.
        if (checkpoint.Last && manifest.Round == _settings.Rounds)
        {
            _ended = true;
            _host.Finish(manifest.Round);
        }
        else if (_stopping > 0) End(null);
        else Reconcile();
        Advance();
    }

    /// <summary>The committed checkpoints that stay; older ones are forgotten.</summary>
    public void Retain(IReadOnlyCollection<long> numbers) => _committed.RemoveAll(manifest => !numbers.Contains(manifest.Number));

    private long NextBarrier() => ((Math.Max(LastCommit, _progress.Completed) / _settings.Checkpoint.Interval) + 1) * _settings.Checkpoint.Interval;

    private void Advance()
    {
        if (_ended || _checkpoint is not null || _patience > 0 || !Running) return;
        bool done = _progress.Done;
        // What stands still for a move does so until it has moved, whatever became of the first try.
        PartAddress[] moving = [.. _leases.ToMove.Union(Parts().Where(_halted.Contains))];
        if (!done && _stopping == 0 && !_wanted && moving.Length == 0 && _progress.Completed < _barrier) return;
        _wanted = false;
        _halted.UnionWith(moving);
        _checkpoint = new AsyncCheckpoint(++_attempts, Parts(), _progress.EvaluatedTo, moving, done, _time.GetTimestamp());
        _host.StoreHistory(_checkpoint.Attempt, _progress.Evaluations);
        Ask(_checkpoint);
    }

    private IReadOnlyList<PartAddress> Parts() => [_leases.Learner!, .. _leases.Shards.Select(static shard => shard!)];

    private void Ask(AsyncCheckpoint checkpoint)
    {
        foreach (var part in checkpoint.Missing)
            _host.Tell(part, new CaptureAsyncPart(_term, checkpoint.Attempt, part.Incarnation, checkpoint.EvaluatedTo, checkpoint.Halting.Contains(part)));
    }

    private void AskAgain()
    {
        if (_patience > 0) _patience--;
        if (_checkpoint is { } checkpoint) Ask(checkpoint);
    }

    private void Collect(long term, Action<AsyncCheckpoint> add)
    {
        if (term != _term || _checkpoint is not { Committing: false } checkpoint) return;
        add(checkpoint);
        if (!checkpoint.Stored) return;
        checkpoint.Committing = true;
        long number = Math.Max(_committed.Count == 0 ? 0 : _committed[^1].Number, _unusable.Count == 0 ? 0 : _unusable.Max(static manifest => manifest.Number)) + 1;
        _host.Commit(checkpoint.Manifest(_run, _term, number, _provenance, _settings.RoundsLearned, _leases.Quarantined), checkpoint.Started);
    }

    // Parts of different lives are never put together: their rows and updates would not be of one history.
    private void GiveUpIfChanged()
    {
        if (_checkpoint is not { Committing: false } checkpoint) return;
        var shards = _leases.Shards;
        if (checkpoint.Parts.Any(part => part != (part.Part == RunPart.Learner ? _leases.Learner : shards[part.Index]))) _checkpoint = null;
    }

    private void GiveUp(string why)
    {
        var checkpoint = _checkpoint!;
        _checkpoint = null;
        _patience = StorePatience;
        if (checkpoint.Last || _stopping > 0) End($"the last checkpoint could not be written: {why}; make room and resume from round {LastCommit}");
        else _host.Raise("store", $"a checkpoint could not be written: {why}; training goes on, the last checkpoint is that of round {LastCommit}");
    }
}
