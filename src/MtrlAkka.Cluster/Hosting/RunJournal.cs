using System.Data.Common;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>What a run's journal says, read beside or without the run.</summary>
/// <param name="Committed">Checkpoints that were committed and not dropped, oldest first; retention may have deleted early ones.</param>
/// <param name="Finished">Whether all rounds are done.</param>
/// <param name="Begun">Whether any process has begun with it.</param>
/// <param name="Holder">The cluster or process that leads it now by a lease of the database, or null.</param>
public sealed record RunJournal(IReadOnlyList<CheckpointManifest> Committed, bool Finished, bool Begun, string? Holder)
{
    // The columns are those of Akka.Persistence.Sql. Read straight from the database: an actor system for a few rows would take
    // a second to start.
    private const string LastSnapshot = "SELECT sequence_number, snapshot, manifest FROM snapshot WHERE persistence_id = @run ORDER BY sequence_number DESC LIMIT 1";
    private const string Events = "SELECT message, manifest FROM journal WHERE persistence_id = @run AND sequence_number > @last ORDER BY sequence_number";

    /// <summary>Reads the journal of a run, which may be in progress.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="seen">Called with the newest snapshot, if there is one, and each event behind it; null: nobody asks.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="JournalUnreachableException">Its database is out of reach.</exception>
    /// <exception cref="SettingsException">This process cannot tell where it is.</exception>
    public static RunJournal Read(RunFolder folder, Action<IRunState>? seen = null) => Read(JournalLocation.Of(folder), seen);

    /// <summary>Reads a journal, which may be written to meanwhile.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="seen">Called with the newest snapshot, if there is one, and each event behind it; null: nobody asks.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="JournalUnreachableException">Its database is out of reach.</exception>
    /// <exception cref="SettingsException">The environment names a database that does not have it.</exception>
    public static RunJournal Read(JournalLocation location, Action<IRunState>? seen = null)
    {
        var record = new RunRecord();
        string? holder = null;
        try
        {
            using var connection = location.OpenToRead();
            if (connection is not null)
            {
                Read(location, connection, record, seen);
                if (location.HasLeases(connection)) holder = LeaseRow.Read(location, connection)?.Holder;
            }
        }
        catch (Exception error) when (JournalLocation.IsOutOfOrder(error))
        {
            throw location.Unusable(error);
        }
        catch (Exception error) when (error is FormatException or InvalidCastException)
        {
            throw new InvalidDataException($"the journal {location.Name} cannot be read: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{location.Name}: {error.Message}", error);
        }

        return new RunJournal(record.Committed, record.Finished, record.Epoch > 0, holder);
    }

    private static void Read(JournalLocation location, DbConnection connection, RunRecord record, Action<IRunState>? seen)
    {
        // One view of both tables: between two looks a compaction could take away what the first one did not yet find.
        using var view = location.BeginView(connection);
        long last = 0;
        using (var command = JournalLocation.Command(connection, LastSnapshot, ("@run", location.PersistenceId)))
        {
            command.Transaction = view;
            using var rows = command.ExecuteReader();
            if (rows.Read())
            {
                last = rows.GetInt64(0);
                var snapshot = (RunSnapshot)RunEventSerializer.Read(rows.GetFieldValue<byte[]>(1), rows.GetString(2));
                seen?.Invoke(snapshot);
                record.Restore(snapshot);
            }
        }

        using (var command = JournalLocation.Command(connection, Events, ("@run", location.PersistenceId), ("@last", last)))
        {
            command.Transaction = view;
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var happened = (IRunEvent)RunEventSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1));
                seen?.Invoke(happened);
                record.Apply(happened);
            }
        }
    }
}
