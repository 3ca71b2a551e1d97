using System.Diagnostics;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Physics;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>Runs that share a learner and are killed with their process end as each does alone, bit for bit.</summary>
public class GroupKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Runs_of_one_process_outlive_its_kills()
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

        using var runs = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        foreach (string seed in new[] { "1", "2" }) await EndAsync(null, Train(runs.Path, "--run", $"alone-seed{seed}", "--seed", seed));
        string[] both = ["resume", "group-seed1", "group-seed2", "--runs-dir", runs.Path];
        await EndAsync($"{CrashMoment.Updated}:15", Train(runs.Path, "--run", "group", "--seeds", "1,2"));
        // One run has committed, and what the other one has is a checkpoint behind.
        await EndAsync($"{CrashMoment.AfterCommit}:3", both);
        Tell();
        await EndAsync($"{CrashMoment.BlobAfterWrite}:12", both);
        await EndAsync($"{CrashMoment.Updated}:70", both);
        Tell();
        await EndAsync($"{CrashMoment.AfterCommit}:1", ["resume", "group-seed2", "--runs-dir", runs.Path]);
        Tell();
        await EndAsync(null, both);
        foreach (string seed in new[] { "1", "2" })
            Assert.Equal(RunEnd.Fingerprint(Folder($"alone-seed{seed}")), RunEnd.Fingerprint(Folder($"group-seed{seed}")));
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s in all");

        RunFolder Folder(string name) => new(Path.Combine(runs.Path, name));

        void Tell() => output.WriteLine($"committed: rounds {RunEnd.Committed(Folder("group-seed1"))} and {RunEnd.Committed(Folder("group-seed2"))}");
    }

    private static async Task EndAsync(string? crashAt, string[] arguments)
    {
        using var process = new RunProcess(crashAt, arguments);
        await process.EndAsync(crashAt is null ? 0 : RunProcess.Killed);
    }

    private static string[] Train(string runs, params string[] arguments) =>
    [
        "train", "quick", "--runs-dir", runs, .. arguments, "--rounds", "200",
        .. new[]
        {
            "checkpoint.interval=30", "evaluation.interval=80", "evaluation.episodes=1", "environments.copies=1", "learner.updates-per-round=1",
            "environments.horizon=40", "replay.capacity=100", "learner.warm-start-rounds=20", "learner.batch-per-task=8", "learner.actor.width=16",
            "learner.critic.width=16", "learner.threads=1", "environments.threads=1",
        }.SelectMany(static setting => new[] { "--set", setting }),
    ];
}
