using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Runs;

namespace MtrlAkka.Load.Tests.Simulation;

/// <summary>Figures of a machine that is easy to reckon with, and runs on it.</summary>
internal static class SimulationFixture
{
    /// <summary>A step 1 ms, an update 10 ms, all else next to nothing.</summary>
    public static ServiceFigures Figures { get; } = new(
        "reckoned", 4, 0, new StepFigure(1e-3, 0), 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-12, 1e-12, 1e-9, 1e-12, 1e-12, [new ActFigure(1e6, 1e-9, 1e-9)], [new UpdateFigure(1e9, 1, 1e-2)]);

    public static BulkSettings Bulk { get; } = new(64 << 10, 1 << 20, 256 << 20, 512 << 20, 1 << 30, 256 << 20, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30), 256 << 10);

    public static SimulationLength Short { get; } = new(20, 60, 60);

    public static RunSettings Settings(params string[] settings) => RunConfiguration.Load(
        "quick",
        ["environments.copies=2", "learner.batch-per-task=8", "learner.actor.width=16", "learner.critic.width=16", "learner.warm-start-rounds=100", "run.staleness=0", .. settings]).Settings;

    public static ClusterShape Shape(int workers, double cores = 1) => new(workers, cores, 1, 1, 1, NetworkShape.TenGigabit);

    public static Prediction Predict(RunSettings settings, ClusterShape shape, ServiceFigures? figures = null, ulong seed = 1, double? update = 1e-2) =>
        ClusterSimulation.Run(settings, shape, figures ?? Figures, Bulk, seed, Short, update);
}
