using System.Data.Common;
using System.Net.Sockets;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Cluster.Stores;

/// <summary>
/// Where the journal of one run is. The run's folder says so: without a word it is the folder's own SQLite file. How to reach a
/// database, and so its password, comes from the environment and is written nowhere.
/// </summary>
public abstract record JournalLocation
{
    private const string Section = "mtrl-journal";

    /// <summary>Name of the run in its journal.</summary>
    public abstract string PersistenceId { get; init; }

    /// <summary>What the driver needs; it may hold a password.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>What keeps it.</summary>
    public abstract JournalStore Store { get; }

    /// <summary>What people know it by; no password.</summary>
    public abstract string Name { get; }

    /// <summary>The journal of a run.</summary>
    /// <exception cref="SettingsException">Its folder names one that this process cannot tell how to reach.</exception>
    public static JournalLocation Of(RunFolder folder)
    {
        if (!File.Exists(folder.JournalNote)) return new SqliteJournal(folder.Journal);
        var note = HoconText.Parse(File.ReadAllText(folder.JournalNote), folder.JournalNote);
        string store = note.GetString($"{Section}.store", ""), id = note.GetString($"{Section}.persistence-id", "");
        if (store != "postgres" || id.Length == 0) throw new SettingsException($"{folder.JournalNote} does not say where the run's journal is: it names a store, postgres, and a persistence-id");
        string server = note.GetString($"{Section}.server", "");
        return PostgresJournal.FromEnvironment(id)
            ?? throw new SettingsException($"the journal of the run {folder.Name} is in PostgreSQL ({server}): set {PostgresJournal.Variable} to its connection string");
    }

    /// <summary>Sees that journals can be kept, before anything is made: for a database that it answers and has its tables.</summary>
    /// <param name="store">What is to keep them.</param>
    /// <exception cref="SettingsException">The environment does not tell where the database is.</exception>
    /// <exception cref="JournalUnreachableException">The database cannot be used.</exception>
    public static void Require(JournalStore store)
    {
        if (store == JournalStore.Postgres) PostgresJournal.Required("").PrepareDatabase();
    }

    /// <summary>Makes the journal of a new run, whose folder is there.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="store">What keeps it.</param>
    /// <exception cref="SettingsException">The environment does not tell where the database is.</exception>
    /// <exception cref="JournalUnreachableException">The database cannot be used.</exception>
    internal static void Create(RunFolder folder, JournalStore store)
    {
        if (store == JournalStore.Sqlite) return;
        var journal = PostgresJournal.Required($"{folder.Name}-{Guid.NewGuid():N}");
        journal.Register();
        string unfinished = $"{folder.JournalNote}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(
            unfinished,
            $$"""
            # Where the journal of this run is. How to reach the database comes from {{PostgresJournal.Variable}} in the environment.
            {{Section}} {
              store = postgres
              persistence-id = {{HoconText.Quoted(journal.PersistenceId)}}
              server = {{HoconText.Quoted(journal.Server)}}
            }

            """);
        // Two that begin a run at once have one journal: that of who comes first.
        if (!TryMove(unfinished, folder.JournalNote)) File.Delete(unfinished);
    }

    /// <summary>Makes the tables where they are absent.</summary>
    /// <exception cref="InvalidDataException">The journal cannot be used.</exception>
    /// <exception cref="JournalUnreachableException">The database is out of reach.</exception>
    /// <exception cref="SettingsException">The environment names a database that does not have the run.</exception>
    public abstract void Prepare();

    /// <summary>Opens a connection.</summary>
    /// <exception cref="DbException">The database is out of reach.</exception>
    public abstract DbConnection Open();

    /// <summary>Opens a connection to read the run, or null where the run has not begun.</summary>
    /// <exception cref="SettingsException">The environment names a database that does not have the run.</exception>
    /// <exception cref="DbException">The database is out of reach.</exception>
    public abstract DbConnection? OpenToRead();

    /// <summary>Begins a transaction that sees all tables as they are at one moment.</summary>
    internal abstract DbTransaction BeginView(DbConnection connection);

    /// <summary>Whether the journal has leases; one of an earlier version, which nobody leads now, has none.</summary>
    internal virtual bool HasLeases(DbConnection connection) => true;

    /// <summary>The database's clock, in SQL.</summary>
    internal abstract string Now { get; }

    /// <summary>The database's clock after some seconds, in SQL.</summary>
    /// <param name="seconds">Name of the parameter with the seconds.</param>
    internal abstract string After(string seconds);

    /// <summary>Whether an error is one of the database or of the way to it.</summary>
    public static bool IsOutOfOrder(Exception error) => error is DbException or SocketException or TimeoutException;

    /// <summary>An error of the database as one of this project's, in one line.</summary>
    public Exception Unusable(Exception error)
    {
        string line = $"the journal {Name} cannot be used: {error.Message.TrimEnd('.')}";
        return Store == JournalStore.Sqlite ? new InvalidDataException(line, error) : new JournalUnreachableException(line, error);
    }

    /// <summary>A command with its parameters.</summary>
    public static DbCommand Command(DbConnection connection, string text, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }
}
