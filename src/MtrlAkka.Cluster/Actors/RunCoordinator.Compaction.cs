using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// How the coordinator keeps the journal small: after so many commits its record goes into a snapshot, and the events before that go.
/// Killed at any moment the journal holds more than it needs, never less.
/// </summary>
public sealed partial class RunCoordinator
{
    private bool _compacting;
    private RunEnded? _ended;
    private readonly int _commitsBeforeCompaction = Context.System.Settings.Config.GetInt("mtrl-journal-commits-before-compaction");

    private void CommandCompaction()
    {
        Command<SaveSnapshotSuccess>(saved => DeleteMessages(saved.Metadata.SequenceNr));
        Command<DeleteMessagesSuccess>(deleted => DeleteSnapshots(new SnapshotSelectionCriteria(deleted.ToSequenceNr - 1)));
        Command<DeleteSnapshotsSuccess>(_ => Compacted());
        Command<SaveSnapshotFailure>(failed => NotCompacted(failed.Cause));
        Command<DeleteMessagesFailure>(failed => NotCompacted(failed.Cause));
        Command<DeleteSnapshotsFailure>(failed => NotCompacted(failed.Cause));
    }

    void IConductorHost.Compact()
    {
        if (_compacting || _conductor.Record.CommitsSinceSnapshot < _commitsBeforeCompaction) return;
        _compacting = true;
        SaveSnapshot(_conductor.Record.TakeSnapshot());
    }

    // A compaction under way is brought to its end first: whoever hears of the end stops this actor.
    void IConductorHost.End(RunEnded ended)
    {
        if (_compacting) _ended = ended;
        else _director.Tell(ended);
    }

    private void Compacted()
    {
        _compacting = false;
        if (_ended is not null) _director.Tell(_ended);
        _ended = null;
    }

    private void NotCompacted(Exception cause)
    {
        _log.Warning("the journal could not be compacted ({0}); it stays whole, and a later commit tries again", cause.Message);
        Compacted();
    }
}
