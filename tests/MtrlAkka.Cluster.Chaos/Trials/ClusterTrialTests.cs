using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Cluster.Tests.Stores;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Chaos.Trials;

/// <summary>A cluster of real processes outlives a plan with every kind of fault, and what it promises holds after each.</summary>
// Beside the other tests with PostgreSQL, one would tell this process of its server and the other take that back.
[Collection(PostgresTests.Name)]
public class ClusterTrialTests(ITestOutputHelper output)
{
    private const int Rounds = 1200, Told = 30;

    // Other tests run beside these. What a machine of its own keeps, 10 and 20 s, `chaos` measures.
    private static readonly TimeSpan WorkerBack = TimeSpan.FromSeconds(20), HeadBack = TimeSpan.FromSeconds(40);

    /// <summary>Every role is killed or frozen, every link fault comes, and the stores fail; the parts of a checkpoint are hit on purpose.</summary>
    private const string LockstepPlan = """
        seed 1
        then after 0.5 for 1.0 kill worker-1
        then after 0.5 for 6.0 crash BeforeCommit
        also after 0.5 for 2.0 disk full
        then after 0.5 for 4.0 freeze worker-2
        also after 0.5 for 4.0 repeat 30 400
        then after 0.5 for 0.0 poison 1 Crash
        also after 1.0 for 3.0 slow replay-1 20 5
        then after 0.5 for 3.0 database gone
        then after 0.5 for 2.0 deafen worker-1 replay-1
        also after 0.5 for 0.0 reset head-1 worker-2
        then after 0.5 for 6.0 join guest-1
        also after 1.0 for 0.0 poison 0 Exception
        """;

    /// <summary>What is lost must cost the run little: a worker seconds, the node of learner, coordinator and director hardly more.</summary>
    private const string AsyncPlan = """
        seed 2
        then after 1.0 for 12.0 kill worker-1
        then after 1.0 for 15.0 kill head-1
        then after 0.5 for 1.0 kill replay-1
        also after 0.5 for 2.0 disk unsynced
        then after 0.5 for 3.0 freeze head-2
        also after 0.5 for 3.0 repeat 30 400
        then after 0.5 for 0.0 poison 1 NaN
        also after 0.5 for 0.0 poison 2 Exception
        also after 0.5 for 0.0 poison 3 Crash
        then after 0.5 for 3.0 isolate worker-2
        then after 0.5 for 1.0 leave worker-1
        """;

    [MuJoCoFact]
    public async Task An_async_run_goes_on_at_once_with_what_is_left()
    {
        using var folder = new TemporaryFolder();
        var shape = ClusterShape.Of(RunMode.Async, heads: 2, replays: 1, workers: 2, guests: 0, SmallestRun.Environments);
        var options = new ChaosOptions(RunProcess.Program, folder.Path, shape, SmallestRun.Preset, SmallestRun.SettingsOf(shape.Mode), Rounds, TimeSpan.FromMinutes(4));
        var report = await PassesAsync(options, ChaosPlan.Parse(AsyncPlan), static run => new SqliteDatabase(run));
        Assert.InRange(report.Faults[0].Outage, TimeSpan.Zero, WorkerBack);
        Assert.InRange(report.Faults[1].Outage, TimeSpan.Zero, HeadBack);
    }

    [MuJoCoFact]
    public async Task A_lockstep_run_ends_with_the_hashes_of_one_that_nothing_happened_to()
    {
        using var folder = new TemporaryFolder();
        var shape = ClusterShape.Of(RunMode.Lockstep, heads: 2, replays: 1, workers: 2, guests: 1, SmallestRun.Environments);
        var options = new ChaosOptions(RunProcess.Program, folder.Path, shape, SmallestRun.Preset, SmallestRun.SettingsOf(shape.Mode), Rounds, TimeSpan.FromMinutes(4))
        {
            NaNs = [(2, 333), (2, 700)],
        };
        await PassesAsync(options, ChaosPlan.Parse(LockstepPlan), run => PostgresServer.Missing is null ? new PostgresDatabase() : new SqliteDatabase(run));
    }

    private async Task<ChaosReport> PassesAsync(ChaosOptions options, ChaosPlan plan, Func<Func<Hosting.RunFolder?>, IJournalDatabase> database)
    {
        bool passed = false;
        try
        {
            var report = await new ChaosTrial(options, plan, database, output.WriteLine).RunAsync(CancellationToken.None);
            passed = report.Passed;
            return Passed(report);
        }
        finally
        {
            if (!passed) TellLogs(options.Logs);
        }
    }

    private ChaosReport Passed(ChaosReport report)
    {
        output.WriteLine(report.ToString());
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Violations));
        Assert.NotEmpty(report.Runs);
        Assert.All(report.Faults, static fault => Assert.NotNull(fault.Recovered));
        return report;
    }

    // The folder is gone after the test, and what stood still may not come again soon.
    private void TellLogs(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string log in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            output.WriteLine(Path.GetFileName(log));
            foreach (string line in File.ReadLines(log).Where(static line => line.Length > 0 && !char.IsWhiteSpace(line[0])).TakeLast(Told)) output.WriteLine($"  {line}");
        }
    }
}
