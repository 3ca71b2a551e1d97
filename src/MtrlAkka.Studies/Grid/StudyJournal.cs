using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>The journal of a study's grid, a SQLite file in its folder.</summary>
public static class StudyJournal
{
    private const string Events = "SELECT message, manifest FROM journal WHERE persistence_id = @study ORDER BY sequence_number";

    /// <summary>Where the journal of a study is.</summary>
    public static JournalLocation Location(StudyFolder folder) => new SqliteJournal(folder.Journal) { PersistenceId = "study" };

    /// <summary>How a study stands, read beside or without the process that is at work on it.</summary>
    /// <exception cref="Cluster.Configuration.SettingsException">There is no study.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be read.</exception>
    public static StudyState Read(StudyFolder folder)
    {
        var record = new StudyRecord(StudyDefinition.Read(folder));
        var location = Location(folder);
        try
        {
            using var connection = location.OpenToRead();
            if (connection is not null)
            {
                using var command = JournalLocation.Command(connection, Events, ("@study", location.PersistenceId));
                using var rows = command.ExecuteReader();
                while (rows.Read()) record.Apply(StudyEventSerializer.Read(rows.GetFieldValue<byte[]>(0), rows.GetString(1)));
            }
        }
        catch (Exception error) when (JournalLocation.IsOutOfOrder(error))
        {
            throw location.Unusable(error);
        }

        return new StudyState(record.Runs, RunLock.IsHeld(folder.Path));
    }
}
