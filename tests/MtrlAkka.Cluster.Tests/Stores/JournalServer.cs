using System.Globalization;
using MtrlAkka.Chaos.Databases;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>The PostgreSQL server of the tests, which can go away and come back.</summary>
public sealed class JournalServer : IDisposable
{
    /// <summary>The password of its user; must not be found in any file of a run.</summary>
    public const string Password = "a \"se=cret; \\ 'one'";

    private readonly PostgresServer? _server = PostgresServer.Missing is null ? new PostgresServer(Password) : null;
    private int _databases;

    /// <summary>Makes a database, which the environment of this process names from then on.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        string text = _server!.CreateDatabase(string.Create(CultureInfo.InvariantCulture, $"runs{++_databases}"));
        Environment.SetEnvironmentVariable(PostgresJournal.Variable, text);
        return text;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public void Start() => _server!.Start();

    /// <summary>Ends the server as a crash would, and every connection with it.</summary>
    public void Crash() => _server!.Crash();

    /// <inheritdoc/>
    public void Dispose()
    {
        Environment.SetEnvironmentVariable(PostgresJournal.Variable, null);
        _server?.Dispose();
    }
}

/// <summary>Tests with PostgreSQL have one server, and come one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<JournalServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A test that needs PostgreSQL, skipped with its reason where there is none.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>A test in several variants that needs PostgreSQL, skipped with its reason where there is none.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
