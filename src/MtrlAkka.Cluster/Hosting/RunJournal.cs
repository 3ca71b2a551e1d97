using Microsoft.Data.Sqlite;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>What a run's journal says, read beside or without the run.</summary>
/// <param name="Committed">Checkpoints that were committed and not dropped, oldest first; retention may have deleted early ones.</param>
/// <param name="Finished">Whether all rounds are done.</param>
public sealed record RunJournal(IReadOnlyList<CheckpointManifest> Committed, bool Finished)
{
    // The columns are those of Akka.Persistence.Sql. Read straight from the file: an actor system for a few rows would take
    // a second to start.
    private const string Events = "SELECT message, manifest FROM journal WHERE persistence_id = 'run' ORDER BY sequence_number";

    /// <summary>Reads the journal of a run, which may be in progress.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static RunJournal Read(RunFolder folder)
    {
        var committed = new List<CheckpointManifest>();
        bool finished = false;
        if (!File.Exists(folder.Journal)) return new RunJournal(committed, finished);
        try
        {
            // Not read-only: after a kill SQLite first has to roll back what the journal file holds in halves.
            var source = new SqliteConnectionStringBuilder { DataSource = folder.Journal, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
            using var connection = new SqliteConnection(source.ConnectionString);
            connection.Open();
            if (!HasEvents(connection)) return new RunJournal(committed, finished);
            using var command = connection.CreateCommand();
            command.CommandText = Events;
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                switch (RunEventSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1)))
                {
                    case CheckpointCommitted commit:
                        committed.Add(commit.Manifest);
                        break;
                    case CheckpointDropped dropped:
                        committed.RemoveAll(manifest => manifest.Number == dropped.Number);
                        break;
                    case RunFinished:
                        finished = true;
                        break;
                }
            }
        }
        catch (Exception error) when (error is SqliteException or FormatException or InvalidCastException)
        {
            throw new InvalidDataException($"the journal {folder.Journal} cannot be read: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{folder.Journal}: {error.Message}", error);
        }

        return new RunJournal(committed, finished);
    }

    // A run that was killed as it began has a file without tables.
    private static bool HasEvents(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'";
        return command.ExecuteScalar() is not null;
    }
}
