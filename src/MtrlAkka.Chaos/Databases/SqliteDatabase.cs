using Microsoft.Data.Sqlite;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Chaos.Databases;

/// <summary>A journal in each run's folder. Somebody who holds its lock keeps the run from it: SQLite has no process that could be gone.</summary>
/// <param name="run">The run under way, or null.</param>
public sealed class SqliteDatabase(Func<RunFolder?> run) : IJournalDatabase
{
    private SqliteConnection? _lock;

    /// <inheritdoc/>
    public IReadOnlyList<string> RunArguments => [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public async Task AwayAsync(bool gone)
    {
        if (_lock is not null || run() is not { } folder || !File.Exists(folder.Journal)) return;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Journal, Pooling = false }.ConnectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using (var begin = connection.CreateCommand())
        {
            begin.CommandText = "BEGIN EXCLUSIVE";
            await begin.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        _lock = connection;
    }

    /// <inheritdoc/>
    public async Task BackAsync()
    {
        if (_lock is not null) await _lock.DisposeAsync().ConfigureAwait(false);
        _lock = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await BackAsync().ConfigureAwait(false);
}
