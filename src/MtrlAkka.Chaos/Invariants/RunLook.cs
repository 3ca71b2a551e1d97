using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>What a run's folder and journal said at a moment.</summary>
/// <param name="Folder">The run.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="History">What the journal holds, in its order: the newest snapshot, if there is one, and the events behind it.</param>
/// <param name="Committed">Checkpoints that are committed and not dropped, oldest first; retention may have deleted early ones.</param>
/// <param name="Finished">Whether all rounds are done.</param>
public sealed record RunLook(
    RunFolder Folder, RunSettings Settings, IReadOnlyList<IRunState> History, IReadOnlyList<CheckpointManifest> Committed, bool Finished)
{
    /// <summary>The blobs, to be read.</summary>
    public IBlobStore Blobs { get; } = new DirectoryBlobStore(Folder.Blobs, readOnly: true);

    /// <summary>Which checkpoints stay.</summary>
    public RetentionPolicy Retention => new(Settings.Checkpoint.KeepLast, Settings.Checkpoint.KeepEvery);

    /// <summary>Looks at a run, which may be in progress.</summary>
    /// <exception cref="InvalidDataException">The journal cannot be read.</exception>
    public static RunLook At(RunFolder folder)
    {
        var settings = RunConfiguration.Read(folder.Configuration).Settings;
        List<IRunState> history = [];
        var journal = RunJournal.Read(folder, history.Add);
        return new RunLook(folder, settings, history, journal.Committed, journal.Finished);
    }
}
