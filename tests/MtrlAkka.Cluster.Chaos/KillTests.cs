using System.Diagnostics;
using System.Globalization;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Numerics;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>A run that is killed again and again ends as the one that was never killed, bit for bit.</summary>
public class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 600;
    private const int CheckpointInterval = 30;
    private const int SeenKills = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // In this order they come in lives that each begin where the kill before left the run: before the first commit,
    // around it, in the updates (from round 100 on), among the deletions (from the third commit on), and while the
    // evaluation of round 150 is under way.
    private static readonly (CrashMoment Moment, int Passage)[] Planned =
    [
        (CrashMoment.RoundStepped, 25),
        (CrashMoment.EnvironmentStepped, 50),
        (CrashMoment.BlobBeforeWrite, 2),
        (CrashMoment.BlobBeforeSync, 4),
        (CrashMoment.BlobAfterWrite, 5),
        (CrashMoment.BeforeCommit, 1),
        (CrashMoment.AfterCommit, 1),
        (CrashMoment.Captured, 2),
        (CrashMoment.BatchDrawn, 15),
        (CrashMoment.Updated, 30),
        (CrashMoment.BlobBeforeDelete, 3),
        (CrashMoment.Restoring, 1),
        (CrashMoment.Evaluated, 1),
    ];

    [MuJoCoTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_killed_twenty_times_ends_as_one_that_never_was(int staleness)
    {
        using var runs = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        using (var whole = new RunProcess(null, Train(runs.Path, "whole", staleness))) await whole.EndAsync(0);
        output.WriteLine($"never killed: {clock.Elapsed.TotalSeconds:0.0} s");

        var folder = new RunFolder(Path.Combine(runs.Path, "killed"));
        string[] begin = Train(runs.Path, folder.Name, staleness), resume = ["resume", folder.Name, "--runs-dir", runs.Path];
        int kills = 0;
        foreach (var (moment, passage) in Planned) await CrashAsync($"{moment}:{passage}");
        var random = new CounterRandom(20, (uint)staleness);
        for (int i = 0; i < SeenKills; i++)
        {
            int files = 1 + random.Below(14, (ulong)i, 0);
            double milliseconds = random.Below(2000, (ulong)i, 1) / 100.0;
            await TellAsync($"seen from outside: {milliseconds} ms after blob {files}", () => KillAfterBlobAsync(folder, resume, files, milliseconds));
        }

        // The last commit is there, and that the run is finished is not yet written.
        long left = (Rounds - RunEnd.Committed(folder)) / CheckpointInterval;
        await CrashAsync(FormattableString.Invariant($"{CrashMoment.AfterCommit}:{left}"));
        Assert.Equal(20, kills);
        await TellAsync("to the end", async () =>
        {
            using var last = new RunProcess(null, resume);
            await last.EndAsync(0);
        });
        var expected = RunEnd.Fingerprint(new RunFolder(Path.Combine(runs.Path, "whole")));
        Assert.Equal(expected, RunEnd.Fingerprint(folder));
        output.WriteLine($"{kills} kills, staleness {staleness}: {clock.Elapsed.TotalSeconds:0.0} s in all; fingerprint {expected.All}");

        Task CrashAsync(string crashAt) => TellAsync(crashAt, async () =>
        {
            using var process = new RunProcess(crashAt, kills == 0 ? begin : resume);
            await process.EndAsync(RunProcess.Killed);
            kills++;
        });

        async Task KillAfterBlobAsync(RunFolder run, string[] arguments, int files, double milliseconds)
        {
            int seen = 0;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watcher = new FileSystemWatcher(run.Blobs);
            watcher.Created += (_, _) =>
            {
                if (Interlocked.Increment(ref seen) == files) enough.TrySetResult();
            };
            watcher.EnableRaisingEvents = true;
            using var process = new RunProcess(null, arguments);
            await enough.Task.WaitAsync(Patience);
            long until = Stopwatch.GetTimestamp() + (long)(milliseconds * Stopwatch.Frequency / 1000);
            SpinWait.SpinUntil(() => Stopwatch.GetTimestamp() >= until);
            process.Kill();
            await process.EndAsync(RunProcess.Killed);
            kills++;
        }

        async Task TellAsync(string what, Func<Task> life)
        {
            var lasted = Stopwatch.StartNew();
            await life();
            double seconds = lasted.Elapsed.TotalSeconds;
            long committed = RunEnd.Committed(folder);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds,5:0.0} s  {what}; the last commit is that of round {committed}"));
        }
    }

    // Small, but whole: the replay's ring turns, episodes end, and evaluations overlap the training.
    private static string[] Train(string runs, string name, int staleness) =>
    [
        "train", "quick", "--runs-dir", runs, "--run", name, "--rounds", $"{Rounds}",
        .. new[]
        {
            $"run.staleness={staleness}", $"checkpoint.interval={CheckpointInterval}", "evaluation.interval=150", "evaluation.episodes=2",
            "environments.copies=1", "learner.updates-per-round=1", "environments.horizon=60", "replay.capacity=250", "learner.warm-start-rounds=100", "learner.batch-per-task=16",
            "learner.actor.width=32", "learner.critic.width=32", "learner.threads=1", "environments.threads=1",
        }.SelectMany(static setting => new[] { "--set", setting }),
    ];
}
