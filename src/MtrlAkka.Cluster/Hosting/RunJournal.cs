using Akka.Actor;
using Akka.Persistence;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>What a run's journal says, read beside or without the run.</summary>
/// <param name="Committed">Checkpoints that were committed and not dropped, oldest first; retention may have deleted early ones.</param>
/// <param name="Finished">Whether all rounds are done.</param>
public sealed record RunJournal(IReadOnlyList<CheckpointManifest> Committed, bool Finished)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads the journal of a run.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static async Task<RunJournal> ReadAsync(RunFolder folder)
    {
        if (!File.Exists(folder.Journal)) return new RunJournal([], false);
        using var system = ActorSystem.Create("journal", AkkaConfiguration.ForJournal(folder));
        try
        {
            var read = new TaskCompletionSource<RunJournal>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.ActorOf(Props.Create(() => new Reader(read)));
            return await read.Task.WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            throw new InvalidDataException($"the journal {folder.Journal} cannot be read: {error.Message}", error);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    private sealed class Reader : ReceivePersistentActor
    {
        private readonly TaskCompletionSource<RunJournal> _read;
        private readonly List<CheckpointManifest> _committed = [];
        private bool _finished;

        public Reader(TaskCompletionSource<RunJournal> read)
        {
            _read = read;
            Recover<CheckpointCommitted>(committed => _committed.Add(committed.Manifest));
            Recover<CheckpointDropped>(dropped => _committed.RemoveAll(manifest => manifest.Number == dropped.Number));
            Recover<RunFinished>(_ => _finished = true);
            Recover<EpochStarted>(_ => { });
        }

        public override string PersistenceId => "run";

        protected override void OnReplaySuccess() => _read.TrySetResult(new RunJournal(_committed, _finished));

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => _read.TrySetException(reason);
    }
}
