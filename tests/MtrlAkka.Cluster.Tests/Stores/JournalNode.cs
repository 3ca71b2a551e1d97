using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>An actor system with one writer of a run's journal, as a coordinator is one, that does what it is told.</summary>
internal sealed class JournalNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ActorSystem _system;
    private readonly IActorRef _writer;

    private JournalNode(ActorSystem system, JournalLocation journal)
    {
        _system = system;
        journal.Prepare();
        _writer = system.ActorOf(Props.Create(() => new Writer(RunJournals.Install(system, journal))));
    }

    /// <summary>A node whose writer has read its journal.</summary>
    public static async Task<JournalNode> StartAsync(JournalLocation journal)
    {
        var node = new JournalNode(ActorSystem.Create("writer", ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(AkkaConfiguration.Journals())), journal);
        await node.AskAsync(new Tell());
        return node;
    }

    /// <summary>What the writer's journal says, as it knows it.</summary>
    public async Task<RunRecord> RecordAsync() => (RunRecord)(await AskAsync(new Tell()))!;

    /// <summary>Begins a life of the run.</summary>
    /// <returns>Null, or why the journal refused.</returns>
    public async Task<string?> BeginAsync() => (string?)await AskAsync(new EpochStarted((await RecordAsync()).Epoch + 1));

    /// <summary>Commits a checkpoint.</summary>
    /// <returns>Null, or why the journal refused.</returns>
    public async Task<string?> CommitAsync(long round)
    {
        var record = await RecordAsync();
        return (string?)await AskAsync(new CheckpointCommitted(RunRecordTests.Manifest(record.Epoch, record.NextNumber, round)));
    }

    /// <summary>Puts the record into a snapshot and takes the events before it out, or stops on the way as a kill would.</summary>
    /// <param name="steps">1: there is a snapshot; 2: events are gone too; 3: earlier snapshots are gone too.</param>
    /// <returns>Null, or what failed.</returns>
    public async Task<string?> CompactAsync(int steps = 3) => (string?)await AskAsync(new Compact(steps));

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private Task<object?> AskAsync(object message) => _writer.Ask<object?>(message, Patience).ContinueWith(static answer => answer.Result is Nothing ? null : answer.Result, TaskScheduler.Default);

    private sealed record Tell;

    private sealed record Compact(int Steps);

    private sealed record Nothing;

    private sealed class Writer : ReceivePersistentActor
    {
        private readonly RunRecord _record = new();
        private IActorRef _asker = ActorRefs.Nobody;
        private int _steps;

        public Writer(RunJournalPlugin journal)
        {
            (PersistenceId, JournalPluginId, SnapshotPluginId) = (journal.PersistenceId, journal.JournalId, journal.SnapshotId);
            Recover<IRunEvent>(_record.Apply);
            Recover<SnapshotOffer>(offer => _record.Restore((RunSnapshot)offer.Snapshot));
            Command<Tell>(_ => Sender.Tell(_record));
            Command<IRunEvent>(happened =>
            {
                _asker = Sender;
                Persist(happened, persisted =>
                {
                    _record.Apply(persisted);
                    _asker.Tell(new Nothing());
                });
            });
            Command<Compact>(compact =>
            {
                (_asker, _steps) = (Sender, compact.Steps);
                SaveSnapshot(_record.TakeSnapshot());
            });
            Command<SaveSnapshotSuccess>(saved => Step(() => DeleteMessages(saved.Metadata.SequenceNr)));
            Command<DeleteMessagesSuccess>(deleted => Step(() => DeleteSnapshots(new SnapshotSelectionCriteria(deleted.ToSequenceNr - 1))));
            Command<DeleteSnapshotsSuccess>(_ => Step(static () => { }));
            Command<SaveSnapshotFailure>(failed => _asker.Tell(failed.Cause.Message));
            Command<DeleteMessagesFailure>(failed => _asker.Tell(failed.Cause.Message));
            Command<DeleteSnapshotsFailure>(failed => _asker.Tell(failed.Cause.Message));
        }

        public override string PersistenceId { get; }

        private void Step(Action next)
        {
            if (--_steps <= 0) _asker.Tell(new Nothing());
            else next();
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _asker.Tell(cause.GetBaseException().Message);
    }
}
