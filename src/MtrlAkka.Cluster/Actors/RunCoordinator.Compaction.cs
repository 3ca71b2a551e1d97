using Akka.Event;
using Akka.Persistence;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// How the coordinator keeps the journal small: after so many commits its record goes into a snapshot, and the events before that go.
/// Killed at any moment the journal holds more than it needs, never less.
/// </summary>
public sealed partial class RunCoordinator
{
    private readonly int _commitsBeforeCompaction = Context.System.Settings.Config.GetInt("mtrl-journal-commits-before-compaction");

    private void CommandCompaction()
    {
        Command<SaveSnapshotSuccess>(saved => DeleteMessages(saved.Metadata.SequenceNr));
        Command<DeleteMessagesSuccess>(deleted => DeleteSnapshots(new SnapshotSelectionCriteria(deleted.ToSequenceNr - 1)));
        Command<DeleteSnapshotsSuccess>(static _ => { });
        Command<SaveSnapshotFailure>(failed => NotCompacted(failed.Cause));
        Command<DeleteMessagesFailure>(failed => NotCompacted(failed.Cause));
        Command<DeleteSnapshotsFailure>(failed => NotCompacted(failed.Cause));
    }

    void IConductorHost.Compact()
    {
        if (_conductor.Record.CommitsSinceSnapshot >= _commitsBeforeCompaction) SaveSnapshot(_conductor.Record.TakeSnapshot());
    }

    private void NotCompacted(Exception cause) =>
        _log.Warning("the journal could not be compacted ({0}); it stays whole, and a later commit tries again", cause.Message);
}
