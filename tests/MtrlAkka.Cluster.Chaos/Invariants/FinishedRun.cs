using Microsoft.Data.Sqlite;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Tests;

namespace MtrlAkka.Cluster.Chaos.Invariants;

/// <summary>A small run that was trained once to its end, and copies of it to be damaged.</summary>
public class FinishedRun : IAsyncLifetime, IDisposable
{
    /// <summary>How long it is, in rounds.</summary>
    public const int Rounds = 160;

    private readonly TemporaryFolder _runs = new();
    private int _copies;

    /// <summary>The run itself, which nobody changes.</summary>
    public RunFolder Folder => new(Path.Combine(_runs.Path, "whole"));

    /// <summary>A copy to be damaged.</summary>
    public RunFolder Copy()
    {
        var copy = new RunFolder(Path.Combine(_runs.Path, $"copy-{Interlocked.Increment(ref _copies)}"));
        foreach (string file in Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy.Path, Path.GetRelativePath(Folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Puts events behind those of a copy's journal, as whoever wrote there by mistake would.</summary>
    public static void Append(RunFolder folder, params IRunEvent[] events)
    {
        var serializer = new RunEventSerializer(null!);
        foreach (var happened in events)
        {
            Execute(
                folder,
                "INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier) "
                + "SELECT max(ordering) + 1, max(created), 0, 'run', max(sequence_number) + 1, $message, $manifest, max(identifier) FROM journal",
                ("$message", serializer.ToBinary(happened)),
                ("$manifest", serializer.Manifest(happened)));
        }
    }

    /// <summary>Replaces a checkpoint in a copy's journal.</summary>
    public static void Replace(RunFolder folder, CheckpointManifest old, CheckpointManifest changed)
    {
        var serializer = new RunEventSerializer(null!);
        Execute(
            folder,
            "UPDATE journal SET message = $changed WHERE message = $old",
            ("$old", serializer.ToBinary(new CheckpointCommitted(old))),
            ("$changed", serializer.ToBinary(new CheckpointCommitted(changed))));
    }

    /// <summary>Takes events out of a copy's journal.</summary>
    public static void Delete(RunFolder folder, IRunEvent happened) => Execute(
        folder, "DELETE FROM journal WHERE message = $message", ("$message", new RunEventSerializer(null!).ToBinary(happened)));

    /// <summary>What is set over the small run.</summary>
    protected virtual string[] Settings => [];

    async Task IAsyncLifetime.InitializeAsync()
    {
        using var process = new RunProcess((string?)null, SmallRun.Train(_runs.Path, "whole", Rounds, Settings));
        await process.EndAsync(0);
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _runs.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Execute(RunFolder folder, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Journal, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}

/// <summary>The same in async mode.</summary>
public sealed class FinishedAsyncRun : FinishedRun
{
    /// <inheritdoc/>
    protected override string[] Settings => ["run.mode=async"];
}
