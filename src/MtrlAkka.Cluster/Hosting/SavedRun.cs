using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>A run as its folder keeps it, for those who look without training. Nothing in the folder is changed.</summary>
public sealed class SavedRun
{
    private SavedRun(RunFolder folder, RunConfiguration configuration)
    {
        (Folder, Configuration) = (folder, configuration);
        Blobs = new DirectoryBlobStore(folder.Blobs, readOnly: true);
    }

    /// <summary>Where it is.</summary>
    public RunFolder Folder { get; }

    /// <summary>Its configuration.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>The blobs of its checkpoints.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Opens a run's folder.</summary>
    /// <exception cref="SettingsException">Its configuration is of another version, or damaged.</exception>
    public static SavedRun Open(RunFolder folder) => new(folder, RunConfiguration.Read(folder.Configuration));

    /// <summary>Reads from the last committed checkpoint. A run in progress may commit and clean up meanwhile; then it is read again.</summary>
    /// <param name="read">Reads from a checkpoint's blobs.</param>
    /// <param name="damaged">
    /// Told in a line when a checkpoint cannot be used and the one before it is taken; null takes the last one or fails.
    /// </param>
    /// <exception cref="SettingsException">Nothing is committed yet.</exception>
    /// <exception cref="BlobException">A blob is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The journal or a blob is not what it should be.</exception>
    public T AtLastCommit<T>(Func<CheckpointManifest, T> read, Action<string>? damaged)
    {
        while (true)
        {
            var kept = Kept();
            if (kept.Count == 0)
                throw new SettingsException($"the run {Folder.Name} has no committed checkpoint yet: wait for its first, or resume it");
            for (int i = kept.Count - 1; i >= 0; i--)
            {
                try
                {
                    return read(kept[i]);
                }
                catch (Exception error) when (error is BlobException or InvalidDataException)
                {
                    if (Kept()[^1].Number != kept[^1].Number) break;
                    if (i == 0 || damaged is null) throw;
                    damaged($"the checkpoint of round {kept[i].Round} cannot be used: {error.Message}; taking that of round {kept[i - 1].Round}");
                }
            }
        }
    }

    /// <summary>Reads from the committed checkpoint of a round.</summary>
    /// <param name="round">Rounds that were complete at it.</param>
    /// <param name="read">Reads from its blobs.</param>
    /// <exception cref="SettingsException">There is none, or it is not kept any more.</exception>
    /// <exception cref="BlobException">A blob is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The journal or a blob is not what it should be.</exception>
    public T AtCommit<T>(long round, Func<CheckpointManifest, T> read)
    {
        var kept = Kept();
        return kept.FirstOrDefault(manifest => manifest.Round == round) is { } found
            ? read(found)
            : throw new SettingsException($"the run {Folder.Name} keeps no checkpoint of round {round}; it keeps {(kept.Count == 0 ? "none" : string.Join(", ", kept.Select(static one => one.Round)))}");
    }

    private IReadOnlyList<CheckpointManifest> Kept()
    {
        var settings = Configuration.Settings.Checkpoint;
        return new RetentionPolicy(settings.KeepLast, settings.KeepEvery).Kept(RunJournal.Read(Folder).Committed);
    }
}
