using MtrlAkka.Chaos.Invariants;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>Faults that are switched on from outside come, and a run in one process outlives them with its bits.</summary>
public class InjectedFaultTests
{
    private const int Rounds = 120, Aborted = 134;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_run_outlives_an_environment_that_throws_and_one_that_crashes_and_a_planned_kill()
    {
        using var runs = new TemporaryFolder();
        using var faults = new TemporaryFolder();
        var folder = new FaultFolder(faults.Path);
        // The NaN is part of what both compute.
        folder.Poison(1, 33, EnvironmentPoison.NaN);
        folder.Poison(1, 70, EnvironmentPoison.NaN);
        await EndAsync(0, SmallRun.Train(runs.Path, "whole", Rounds));

        folder.Poison(0, 50, EnvironmentPoison.Exception);
        folder.Poison(2, 75, EnvironmentPoison.Crash);
        await EndAsync(Aborted, SmallRun.Train(runs.Path, "poisoned", Rounds));
        folder.CrashAt(CrashMoment.BeforeCommit);
        string[] resume = ["resume", "poisoned", "--runs-dir", runs.Path];
        await EndAsync(RunProcess.Killed, resume);
        Assert.False(folder.WithdrawCrash(CrashMoment.BeforeCommit));
        await EndAsync(0, resume);

        var poisoned = RunLook.At(new RunFolder(Path.Combine(runs.Path, "poisoned")));
        Assert.Empty(new RunEnds(RunEnds.FingerprintOf(new RunFolder(Path.Combine(runs.Path, "whole")))).Violations(poisoned));
        Assert.Empty(new InsertsOnce(lockstep: true).Violations(poisoned));
        Assert.Equal([Rounds, Rounds - 2, Rounds], poisoned.Committed[^1].ReplayShards.SelectMany(static shard => shard.Inserts));

        async Task EndAsync(int expected, string[] arguments)
        {
            using var process = new RunProcess(arguments, new() { [InjectedFaults.Variable] = faults.Path });
            await process.EndAsync(expected);
        }
    }

    [Fact]
    public async Task An_environment_that_throws_again_and_again_is_quarantined_and_the_run_ends()
    {
        using var runs = new TemporaryFolder();
        using var faults = new TemporaryFolder();
        var folder = new FaultFolder(faults.Path);
        // More lives than may go back to one commit, and each throws; the first one may come before that commit.
        const int First = 50, Times = 8;
        for (int row = First; row < First + Times; row++) folder.Poison(0, row, EnvironmentPoison.Exception);
        using var process = new RunProcess(SmallRun.Train(runs.Path, "thrown", Rounds), new() { [InjectedFaults.Variable] = faults.Path });
        await process.EndAsync(0);
        var look = RunLook.At(new RunFolder(Path.Combine(runs.Path, "thrown")));
        string log = string.Concat(Directory.EnumerateFiles(Path.Combine(look.Folder.Path, "log")).Select(File.ReadAllText));
        Assert.Contains("it is quarantined from round", log, StringComparison.Ordinal);
        Assert.True(look.Finished);
        var inserts = look.Committed[^1].ReplayShards.SelectMany(static shard => shard.Inserts).ToArray();
        Assert.InRange(inserts[0], 1, First + Times);
        Assert.Equal([Rounds, Rounds], inserts[1..]);
    }

    [Theory]
    [InlineData(BlobFault.DiskFull)]
    [InlineData(BlobFault.SyncFails)]
    public async Task A_run_goes_on_while_the_disk_refuses_and_commits_when_it_takes_again(BlobFault fault)
    {
        using var runs = new TemporaryFolder();
        using var faults = new TemporaryFolder();
        var switches = new FaultFolder(faults.Path) { Disk = fault };
        var folder = new RunFolder(Path.Combine(runs.Path, "full"));
        Directory.CreateDirectory(folder.Blobs);
        int refused = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder.Blobs);
        watcher.Deleted += (_, _) =>
        {
            if (Interlocked.Increment(ref refused) == 4) enough.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        using var process = new RunProcess(SmallRun.Train(runs.Path, folder.Name, 2000), new() { [InjectedFaults.Variable] = faults.Path });
        await enough.Task.WaitAsync(Patience);
        Assert.Empty(RunJournal.Read(folder).Committed);
        switches.Disk = BlobFault.None;
        await process.EndAsync(0);
        var look = RunLook.At(folder);
        foreach (var invariant in new IRunInvariant[] { new CommittedStay(), new OneLearnerCommits(), new InsertsOnce(lockstep: true), new RunEnds(null) })
            Assert.Empty(invariant.Violations(look));
    }
}
