using Microsoft.Data.Sqlite;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>What a run's folder and journal said at a moment.</summary>
/// <param name="Folder">The run.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Events">What the journal holds, in its order.</param>
/// <param name="Committed">Checkpoints that are committed and not dropped, oldest first; retention may have deleted early ones.</param>
public sealed record RunLook(
    RunFolder Folder, RunSettings Settings, IReadOnlyList<IRunEvent> Events, IReadOnlyList<CheckpointManifest> Committed)
{
    private const string Rows = "SELECT message, manifest FROM journal WHERE persistence_id = 'run' ORDER BY sequence_number";

    /// <summary>Whether all rounds are done.</summary>
    public bool Finished => Events.Any(static happened => happened is RunFinished);

    /// <summary>The blobs, to be read.</summary>
    public IBlobStore Blobs { get; } = new DirectoryBlobStore(Folder.Blobs, readOnly: true);

    /// <summary>Which checkpoints stay.</summary>
    public RetentionPolicy Retention => new(Settings.Checkpoint.KeepLast, Settings.Checkpoint.KeepEvery);

    /// <summary>Looks at a run, which may be in progress.</summary>
    /// <exception cref="InvalidDataException">The journal cannot be read.</exception>
    public static RunLook At(RunFolder folder)
    {
        var settings = RunConfiguration.Read(folder.Configuration).Settings;
        return new RunLook(folder, settings, ReadEvents(folder), RunJournal.Read(folder).Committed);
    }

    private static List<IRunEvent> ReadEvents(RunFolder folder)
    {
        List<IRunEvent> events = [];
        if (!File.Exists(folder.Journal)) return events;
        try
        {
            var source = new SqliteConnectionStringBuilder { DataSource = folder.Journal, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
            using var connection = new SqliteConnection(source.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Rows;
            using var rows = command.ExecuteReader();
            while (rows.Read()) events.Add(RunEventSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1)));
            return events;
        }
        catch (SqliteException error)
        {
            throw new InvalidDataException($"the journal {folder.Journal} cannot be read: {error.Message}", error);
        }
    }
}
