using System.Diagnostics;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Cluster.Tests.Stores;
using MtrlAkka.Physics;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>A run whose journal is in PostgreSQL and that is killed again and again ends as one on SQLite that never was.</summary>
[Collection(PostgresTests.Name)]
public class PostgresKillTests(JournalServer server, ITestOutputHelper output)
{
    private static readonly string[] Kills = [$"{CrashMoment.BeforeCommit}:4", $"{CrashMoment.BlobBeforeDelete}:9", $"{CrashMoment.AfterCommit}:14"];

    [PostgresFact]
    public async Task A_run_on_PostgreSQL_outlives_its_kills()
    {
        try
        {
            MuJoCoLibrary.Load(null);
        }
        catch (MuJoCoException error)
        {
            output.WriteLine($"skipped: {error.Message}");
            return;
        }

        server.CreateDatabase();
        using var runs = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        await EndAsync(null, Train(runs.Path, "whole", "sqlite"));
        string[] begin = Train(runs.Path, "killed", "postgres"), resume = ["resume", "killed", "--runs-dir", runs.Path];
        var folder = new RunFolder(Path.Combine(runs.Path, "killed"));
        for (int i = 0; i < Kills.Length; i++)
        {
            await EndAsync(Kills[i], i == 0 ? begin : resume);
            output.WriteLine($"{Kills[i]}: the last commit is that of round {RunEnd.Committed(folder)}");
        }

        await EndAsync(null, resume);
        Assert.False(File.Exists(folder.Journal));
        // Twenty commits and more: the journal was compacted on the way.
        Assert.True(RunJournal.Read(folder).Committed.Count < 10);
        var expected = RunEnd.Fingerprint(new RunFolder(Path.Combine(runs.Path, "whole")));
        Assert.Equal(expected, RunEnd.Fingerprint(folder));
        Assert.Contains(expected.All, await EndAsync(null, "fingerprint", folder.Name, "--runs-dir", runs.Path));
        Assert.Equal(RunState.Finished, RunSummary.Of(folder).State);
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s in all");
    }

    private static async Task<string> EndAsync(string? crashAt, params string[] arguments)
    {
        using var process = new RunProcess(crashAt, arguments);
        return await process.EndAsync(crashAt is null ? 0 : RunProcess.Killed);
    }

    private static string[] Train(string runs, string name, string journal) =>
    [
        "train", "quick", "--runs-dir", runs, "--run", name, "--journal", journal, "--rounds", "250",
        .. new[]
        {
            "checkpoint.interval=10", "evaluation.interval=80", "evaluation.episodes=1", "environments.copies=1", "learner.updates-per-round=1",
            "environments.horizon=40", "replay.capacity=100", "learner.warm-start-rounds=20", "learner.batch-per-task=8", "learner.actor.width=16",
            "learner.critic.width=16", "learner.threads=1", "environments.threads=1",
        }.SelectMany(static setting => new[] { "--set", setting }),
    ];
}
