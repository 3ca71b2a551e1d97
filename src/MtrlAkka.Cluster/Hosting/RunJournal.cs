using System.Data.Common;
using Microsoft.Data.Sqlite;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>What a run's journal says, read beside or without the run.</summary>
/// <param name="Committed">Checkpoints that were committed and not dropped, oldest first; retention may have deleted early ones.</param>
/// <param name="Finished">Whether all rounds are done.</param>
public sealed record RunJournal(IReadOnlyList<CheckpointManifest> Committed, bool Finished)
{
    // The columns are those of Akka.Persistence.Sql. Read straight from the database: an actor system for a few rows would take
    // a second to start.
    private const string LastSnapshot = "SELECT sequence_number, snapshot, manifest FROM snapshot WHERE persistence_id = @run ORDER BY sequence_number DESC LIMIT 1";
    private const string Events = "SELECT message, manifest FROM journal WHERE persistence_id = @run AND sequence_number > @last ORDER BY sequence_number";

    /// <summary>Reads the journal of a run, which may be in progress.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="seen">Called with the newest snapshot, if there is one, and each event behind it; null: nobody asks.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static RunJournal Read(RunFolder folder, Action<IRunState>? seen = null)
    {
        var record = new RunRecord();
        try
        {
            if (File.Exists(folder.Journal)) Read(folder.Journal, record, seen);
        }
        catch (Exception error) when (error is SqliteException or FormatException or InvalidCastException)
        {
            throw new InvalidDataException($"the journal {folder.Journal} cannot be read: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{folder.Journal}: {error.Message}", error);
        }

        return new RunJournal(record.Committed, record.Finished);
    }

    private static void Read(string path, RunRecord record, Action<IRunState>? seen)
    {
        // Not read-only: after a kill SQLite first has to roll back what the journal file holds in halves.
        var source = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var connection = new SqliteConnection(source.ConnectionString);
        connection.Open();
        if (!HasTables(connection)) return;
        // One view of both tables: between two looks a compaction could take away what the first one did not yet find.
        using var view = connection.BeginTransaction(deferred: true);
        long last = ReadSnapshot(connection, view, record, seen);
        using var command = Command(connection, view, Events);
        Add(command, "@last", last);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var happened = (IRunEvent)RunEventSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1));
            seen?.Invoke(happened);
            record.Apply(happened);
        }
    }

    private static long ReadSnapshot(DbConnection connection, DbTransaction view, RunRecord record, Action<IRunState>? seen)
    {
        using var command = Command(connection, view, LastSnapshot);
        using var rows = command.ExecuteReader();
        if (!rows.Read()) return 0;
        var snapshot = (RunSnapshot)RunEventSerializer.Read(rows.GetFieldValue<byte[]>(1), rows.GetString(2));
        seen?.Invoke(snapshot);
        record.Restore(snapshot);
        return rows.GetInt64(0);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction view, string text)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, view);
        Add(command, "@run", "run");
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    // A run that was killed as it began has a file without tables.
    private static bool HasTables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('journal', 'snapshot')";
        return (long)command.ExecuteScalar()! == 2;
    }
}
