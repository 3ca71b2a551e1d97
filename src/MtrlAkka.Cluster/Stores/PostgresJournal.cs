using System.Data;
using System.Data.Common;
using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using Npgsql;

namespace MtrlAkka.Cluster.Stores;

/// <summary>A journal in a PostgreSQL database, which keeps those of many runs.</summary>
public sealed record PostgresJournal : JournalLocation
{
    /// <summary>The environment variable with the connection string.</summary>
    public const string Variable = "MTRL_POSTGRES";

    /// <summary>A run's journal in a database.</summary>
    /// <param name="connectionString">How to reach the database, as Npgsql has it: "Host=…;Username=…;Password=…;Database=…".</param>
    /// <param name="persistenceId">Name of the run there.</param>
    /// <exception cref="SettingsException">The connection string is none.</exception>
    public PostgresJournal(string connectionString, string persistenceId)
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            // A connection for each use: there are few, and one of a pool could be of a server that has gone since.
            parts = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException)
        {
            // The message of the driver may have a part of the string, and so of the password.
            throw new SettingsException($"{Variable} is no connection string: it looks like \"Host=127.0.0.1;Port=5432;Username=mtrl;Password=…;Database=mtrl\"", error);
        }

        if (string.IsNullOrEmpty(parts.Host)) throw new SettingsException($"{Variable} names no Host");
        if (parts.ApplicationName is null) parts.ApplicationName = "mtrl";
        ConnectionString = parts.ConnectionString;
        PersistenceId = persistenceId;
        Server = string.Create(CultureInfo.InvariantCulture, $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}");
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; init; }

    /// <inheritdoc/>
    public override string ConnectionString { get; }

    /// <inheritdoc/>
    public override JournalStore Store => JournalStore.Postgres;

    /// <summary>Host, port and database.</summary>
    public string Server { get; }

    /// <inheritdoc/>
    public override string Name => $"{PersistenceId} in PostgreSQL ({Server})";

    /// <inheritdoc/>
    internal override string Now => "clock_timestamp()";

    /// <summary>A run's journal in the database that the environment names, or null where it names none.</summary>
    public static PostgresJournal? FromEnvironment(string persistenceId) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? new PostgresJournal(text, persistenceId) : null;

    /// <inheritdoc cref="FromEnvironment"/>
    /// <exception cref="SettingsException">The environment names none.</exception>
    public static PostgresJournal Required(string persistenceId) => FromEnvironment(persistenceId)
        ?? throw new SettingsException($"a journal in PostgreSQL needs a database: set {Variable} to its connection string, such as \"Host=127.0.0.1;Username=mtrl;Password=…;Database=mtrl\"");

    /// <summary>Makes the tables where they are absent.</summary>
    /// <exception cref="JournalUnreachableException">The database cannot be used.</exception>
    public void PrepareDatabase()
    {
        try
        {
            using var connection = Open();
            CreateTables(connection);
        }
        catch (Exception error) when (IsOutOfOrder(error))
        {
            throw new JournalUnreachableException($"the database {Server} of {Variable} cannot be used: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Makes the run known to the database, so that another database is never taken for its own.</summary>
    /// <exception cref="JournalUnreachableException">The database cannot be used.</exception>
    public void Register()
    {
        PrepareDatabase();
        try
        {
            using var connection = Open();
            using var command = Command(connection, "INSERT INTO mtrl_run (persistence_id) VALUES (@run)", ("@run", PersistenceId));
            command.ExecuteNonQuery();
        }
        catch (Exception error) when (IsOutOfOrder(error))
        {
            throw Unusable(error);
        }
    }

    // The tables are there as soon as the run is.
    /// <inheritdoc/>
    public override void Prepare()
    {
        try
        {
            OpenToRead().Dispose();
        }
        catch (Exception error) when (IsOutOfOrder(error))
        {
            throw Unusable(error);
        }
    }

    /// <inheritdoc/>
    public override DbConnection Open()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            connection.Open();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
    }

    /// <summary>Never with the password.</summary>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public override DbConnection OpenToRead()
    {
        var connection = Open();
        try
        {
            if (!HasTables(connection) || !IsKnown(connection))
            {
                // To begin the run anew in another database would end with the deletion of its checkpoints.
                throw new SettingsException($"the database {Server} does not have the journal {PersistenceId}: set {Variable} to the one that the run was begun in");
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
    }

    /// <inheritdoc/>
    internal override DbTransaction BeginView(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    internal override string After(string seconds) => $"{Now} + make_interval(secs => {seconds})";

    private static void CreateTables(DbConnection connection)
    {
        if (HasTables(connection)) return;
        using var whole = connection.BeginTransaction();
        using var command = Command(connection, JournalTables.Postgres);
        command.Transaction = whole;
        command.ExecuteNonQuery();
        whole.Commit();
    }

    // The trigger is what is made last.
    private static bool HasTables(DbConnection connection)
    {
        using var command = Command(connection, $"SELECT count(*) FROM pg_trigger WHERE tgname = '{JournalTables.Trigger}' AND tgrelid = to_regclass('journal')");
        return (long)command.ExecuteScalar()! == 1;
    }

    private bool IsKnown(DbConnection connection)
    {
        using var command = Command(connection, "SELECT count(*) FROM mtrl_run WHERE persistence_id = @run", ("@run", PersistenceId));
        return (long)command.ExecuteScalar()! == 1;
    }
}
