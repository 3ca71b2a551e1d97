using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// What a run's journal says, event by event: its lives, the checkpoints that stay, and whether it is finished. The
/// coordinator recovers with it, and those who only look read the journal with it.
/// </summary>
public sealed class RunRecord
{
    private readonly List<CheckpointManifest> _committed = [];
    private readonly List<CheckpointManifest> _unusable = [];

    /// <summary>The newest life of the run; zero before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Whether all rounds are done.</summary>
    public bool Finished { get; private set; }

    /// <summary>Checkpoints to go on from, oldest first.</summary>
    public IReadOnlyList<CheckpointManifest> Committed => _committed;

    /// <summary>The checkpoint to go on from, or null where nothing is committed.</summary>
    public CheckpointManifest? Last => _committed.Count == 0 ? null : _committed[^1];

    /// <summary>Round of the last commit; zero where nothing is committed.</summary>
    public long LastRound => Last?.Round ?? 0;

    /// <summary>Number of the checkpoint to come.</summary>
    public long NextNumber => (Last?.Number ?? 0) + 1;

    /// <summary>Committed checkpoints that could not be used. They are dropped once an earlier one has worked.</summary>
    public IReadOnlyList<CheckpointManifest> Unusable => _unusable;

    /// <summary>Commits since the last snapshot was taken: what a compaction would take out of the journal.</summary>
    public int CommitsSinceSnapshot { get; private set; }

    /// <summary>Something that the journal holds happened.</summary>
    public void Apply(IRunEvent happened)
    {
        switch (happened)
        {
            case EpochStarted started:
                Epoch = started.Epoch;
                break;
            // The journal refuses what a replaced coordinator writes; should it be there all the same, it does not count.
            case CheckpointCommitted committed when committed.Manifest.FencingEpoch >= Epoch:
                _committed.Add(committed.Manifest);
                CommitsSinceSnapshot++;
                break;
            case CheckpointDropped dropped:
                _committed.RemoveAll(manifest => manifest.Number == dropped.Number);
                _unusable.RemoveAll(manifest => manifest.Number == dropped.Number);
                break;
            case RunFinished:
                Finished = true;
                break;
        }
    }

    /// <summary>Puts the record where it was at a snapshot; events come behind it.</summary>
    public void Restore(RunSnapshot snapshot)
    {
        (Epoch, Finished, CommitsSinceSnapshot) = (snapshot.Epoch, snapshot.Finished, 0);
        _committed.Clear();
        _unusable.Clear();
        _committed.AddRange(snapshot.Committed);
    }

    /// <summary>The record in one piece, to be kept in place of the events up to here.</summary>
    public RunSnapshot TakeSnapshot()
    {
        CommitsSinceSnapshot = 0;
        // What is not yet dropped may have to be tried again by the next process.
        return new RunSnapshot(Epoch, Finished, [.. _committed.Concat(_unusable).OrderBy(static manifest => manifest.Number)]);
    }

    /// <summary>Forgets the checkpoints that are not kept; their blobs may go.</summary>
    public void Retain(RetentionPolicy retention)
    {
        var kept = retention.Kept(_committed).Select(static manifest => manifest.Number).ToHashSet();
        _committed.RemoveAll(manifest => !kept.Contains(manifest.Number));
    }

    /// <summary>Sets a checkpoint aside that cannot be used; the journal does not know yet.</summary>
    public void SetAside(CheckpointManifest manifest)
    {
        if (_committed.Remove(manifest)) _unusable.Add(manifest);
    }
}
