using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MtrlAkka.Cluster.Stores;

/// <summary>A journal in a SQLite file of the run's folder.</summary>
/// <param name="Path">The file.</param>
public sealed record SqliteJournal(string Path) : JournalLocation
{
    /// <inheritdoc/>
    public override string PersistenceId { get; init; } = "run";

    /// <inheritdoc/>
    public override JournalStore Store => JournalStore.Sqlite;

    /// <inheritdoc/>
    public override string Name => Path;

    // Not read-only for readers either: after a kill SQLite first has to roll back what the file holds in halves.
    /// <inheritdoc/>
    public override string ConnectionString => new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ConnectionString;

    /// <inheritdoc/>
    internal override string Now => "unixepoch('subsec')";

    /// <inheritdoc/>
    public override void Prepare()
    {
        try
        {
            using var connection = Open();
            using var whole = connection.BeginTransaction();
            using var command = Command(connection, JournalTables.Sqlite);
            command.Transaction = whole;
            command.ExecuteNonQuery();
            whole.Commit();
        }
        catch (SqliteException error)
        {
            throw Unusable(error);
        }
    }

    /// <inheritdoc/>
    public override DbConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    /// <inheritdoc/>
    public override DbConnection? OpenToRead()
    {
        if (!File.Exists(Path)) return null;
        var connection = Open();
        // A run that was killed as it began has a file without tables.
        if (HasTable(connection, "journal") && HasTable(connection, "snapshot")) return connection;
        connection.Dispose();
        return null;
    }

    /// <inheritdoc/>
    internal override bool HasLeases(DbConnection connection) => HasTable(connection, "mtrl_run");

    /// <inheritdoc/>
    internal override DbTransaction BeginView(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <inheritdoc/>
    internal override string After(string seconds) => $"{Now} + {seconds}";

    private static bool HasTable(DbConnection connection, string name)
    {
        using var command = Command(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name", ("@name", name));
        return (long)command.ExecuteScalar()! == 1;
    }
}
