using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Chaos.Databases;

/// <summary>All journals in one database of a PostgreSQL server of the trial's own.</summary>
public sealed class PostgresDatabase : IJournalDatabase
{
    private const string Password = "trial";
    private readonly PostgresServer _server = new(Password);
    private bool _gone;

    /// <summary>Starts the server. This process finds the database from now on too, to read the journals.</summary>
    /// <exception cref="InvalidDataException">There can be no server on this machine.</exception>
    public PostgresDatabase()
    {
        string connection = _server.CreateDatabase("journals");
        Environment = new Dictionary<string, string> { [PostgresJournal.Variable] = connection };
        System.Environment.SetEnvironmentVariable(PostgresJournal.Variable, connection);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> RunArguments { get; } = ["--journal", "postgres"];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <inheritdoc/>
    public Task AwayAsync(bool gone)
    {
        _gone |= gone;
        return Task.Run(gone ? _server.Crash : _server.Freeze);
    }

    /// <inheritdoc/>
    public Task BackAsync()
    {
        (bool gone, _gone) = (_gone, false);
        return Task.Run(gone ? _server.Start : _server.Thaw);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        System.Environment.SetEnvironmentVariable(PostgresJournal.Variable, null);
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
