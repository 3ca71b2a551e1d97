using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Runs;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing;

/// <summary>A small run as it was measured and as it was predicted.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Measured">On this machine.</param>
/// <param name="Predicted">By the simulation.</param>
/// <param name="RateError">Error of the predicted steps a second, as a share of the measured.</param>
/// <param name="CoreSecondsError">The same of the core-seconds of a step.</param>
internal sealed record CheckedRun(string Name, RunRates Measured, RunRates Predicted, double RateError, double CoreSecondsError);

/// <summary>Holds simulations to what real runs do: small ones in one process, each with something else that holds it back.</summary>
internal static class SimulationCheck
{
    private const int WarmStart = 200, Interval = 20;

    private static readonly (string Name, string[] Settings)[] Runs =
    [
        ("lockstep, width 400", ["learner.actor.width=400", "learner.critic.width=400"]),
        ("lockstep, staleness 1, width 400", ["run.staleness=1", "learner.actor.width=400", "learner.critic.width=400"]),
        ("lockstep, 60 environments, width 128", ["environments.copies=6", "learner.actor.width=128", "learner.critic.width=128"]),
        ("async, the learner is slow", ["run.mode=async", "environments.copies=4", "learner.actor.width=400", "learner.critic.width=400", "learner.threads=1"]),
        ("async, the environments are slow", ["run.mode=async", "environments.copies=4", "async.samples-per-insert=1", "learner.actor.width=128", "learner.critic.width=128", "learner.threads=1"]),
    ];

    /// <summary>Runs and simulates them.</summary>
    /// <param name="figures">This machine's.</param>
    /// <param name="bulk">Sizes of the bulk flow.</param>
    /// <param name="library">The physics.</param>
    /// <param name="seconds">How long each is measured.</param>
    /// <param name="stop">Gives it up.</param>
    public static async Task<IReadOnlyList<CheckedRun>> RunAsync(ServiceFigures figures, BulkSettings bulk, MuJoCoLibrary library, double seconds, CancellationToken stop)
    {
        List<CheckedRun> compared = [];
        foreach (var (name, given) in Runs)
        {
            var configuration = RunConfiguration.Load(
                "mt10",
                [
                    .. given, "run.rounds=1000000", "checkpoint.interval=1000000", "evaluation.interval=0", "replay.capacity=10000",
                    string.Create(CultureInfo.InvariantCulture, $"learner.warm-start-rounds={WarmStart}"), string.Create(CultureInfo.InvariantCulture, $"metrics.interval={Interval}"),
                ]);
            var settings = configuration.Settings;
            int cores = Environment.ProcessorCount, threads = settings.Learner.Threads;
            var shape = new ClusterShape(0, cores, cores, cores, threads, NetworkShape.TenGigabit);
            var prediction = ClusterSimulation.Run(settings, shape, figures, bulk, 1, SimulationLength.Default);
            var predicted = new RunRates(prediction.StepsPerSecond, prediction.UpdatesPerSecond, prediction.CoresUsed / prediction.StepsPerSecond);
            // Environments may be the error buffer ahead before anything holds them back.
            var measured = await RunRate.MeasureAsync(configuration, library, 2 * WarmStart, seconds, stop);
            compared.Add(new CheckedRun(
                name, measured, predicted, (predicted.StepsPerSecond / measured.StepsPerSecond) - 1, (predicted.CoreSecondsAStep / measured.CoreSecondsAStep) - 1));
        }

        return compared;
    }
}
