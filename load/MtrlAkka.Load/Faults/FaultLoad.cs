using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Faults;

/// <summary>
/// An asynchronous run on a cluster of real processes at steady load, of which both nodes that
/// learner and director may be on, one of the replay and a worker are killed one after the other, and started again.
/// </summary>
/// <param name="setup">This machine.</param>
/// <param name="calm">How long the run goes on undisturbed before each fault, and behind the last.</param>
public sealed class FaultLoad(LoadSetup setup, TimeSpan calm)
{
    private const long Endless = 1_000_000_000;
    private const int Copies = 4, Tasks = 3;
    private static readonly string[] Settings =
    [
        "run.mode=async", FormattableString.Invariant($"environments.copies={Copies}"), "environments.simulated-cost=1", "environments.threads=1",
        "replay.capacity=20000", "replay.shards=2", "checkpoint.interval=200", "evaluation.interval=1000000000", "learner.warm-start-rounds=100",
        "learner.updates-per-round=1", "learner.batch-per-task=32", "learner.actor.width=64", "learner.critic.width=64", "learner.threads=1",
    ];

    /// <summary>Environments of the run.</summary>
    public static int Environments => Copies * Tasks;

    /// <summary>Runs it.</summary>
    /// <param name="tell">Is told what happens, in lines.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<FaultLoadReport> RunAsync(Action<string> tell, CancellationToken stop)
    {
        var shape = ClusterShape.Of(RunMode.Async, heads: 2, replays: 2, workers: 3, guests: 0, Environments);
        var plan = ChaosPlan.Parse(FormattableString.Invariant($"""
            seed 1
            then after {calm.TotalSeconds:0.0} for 3.0 kill head-1
            then after {calm.TotalSeconds:0.0} for 3.0 kill head-2
            then after {calm.TotalSeconds:0.0} for 3.0 kill replay-1
            then after {calm.TotalSeconds:0.0} for 3.0 kill worker-1
            """));
        var options = new ChaosOptions(setup.Program, setup.NewFolder("faults"), shape, SmallestRun.Preset, Settings, Endless, TimeSpan.FromHours(1))
        {
            StopAtEnd = true,
            Aftermath = calm,
        };
        var report = await new ChaosTrial(options, plan, static run => new SqliteDatabase(run), tell).RunAsync(stop).ConfigureAwait(false);
        return new FaultLoadReport(FaultImpact.Of(report, Environments, calm.TotalSeconds), report.Checks, report.Violations, report.Looks);
    }
}
