using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Cluster.Run;

/// <summary>What the actors of one process share and never change.</summary>
/// <param name="RunId">Name of the run.</param>
/// <param name="Settings">The run's settings.</param>
/// <param name="Library">The MuJoCo library in use.</param>
/// <param name="Goals">Goals of each task, by the order of the tasks; null where each episode has one of its own.</param>
/// <param name="Blobs">Where checkpoints keep their parts.</param>
/// <param name="Provenance">What the run is made of.</param>
/// <param name="Time">Clock of figures for people; decides no result.</param>
/// <param name="Stopping">Asks long computations to give up because the process ends.</param>
public sealed record RunContext(
    string RunId,
    RunSettings Settings,
    MuJoCoLibrary Library,
    GoalTable? Goals,
    IBlobStore Blobs,
    Provenance Provenance,
    TimeProvider Time,
    CancellationToken Stopping)
{
    /// <summary>What a run's processes share, put together from its folder.</summary>
    /// <param name="name">Name of the run.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="library">The MuJoCo library.</param>
    /// <param name="blobs">Where checkpoints keep their parts.</param>
    /// <param name="stopping">Asks long computations to give up.</param>
    public static RunContext Create(string name, RunConfiguration configuration, MuJoCoLibrary library, IBlobStore blobs, CancellationToken stopping)
    {
        var settings = configuration.Settings;
        var environments = settings.Environments;
        return new RunContext(
            name,
            settings,
            library,
            environments.Goals is { } goals ? GoalTable.Create(environments.Tasks, settings.Seed, goals) : null,
            blobs,
            new Provenance(
                RunHost.ProjectVersion,
                library.Version,
                ScenesVersion.Of(environments.Assets),
                environments.Reward.Name(),
                settings.Seed,
                configuration.Hash,
                $"libtorch {TorchRuntime.Version}, {settings.Learner.Device}, {settings.Learner.Threads} threads, MKL's {(TorchRuntime.MklFastPath ? "fast" : "default")} path{Products(settings.Learner.Sac.Matmul)}"),
            TimeProvider.System,
            stopping);
    }

    // Full products are not named, so that runs from before there were others go on without a warning.
    private static string Products(MatmulPrecision matmul) =>
        matmul == MatmulPrecision.Full ? "" : $", {matmul.ToString().ToLowerInvariant()} products";

    /// <summary>The agent's place in a learner that runs share; null for a learner of the run's own.</summary>
    public IAgentSeat? Seat { get; init; }

    /// <summary>The learner's algorithm.</summary>
    public SacSettings Sac => Settings.Learner.Sac;

    /// <summary>When the run evaluates.</summary>
    public EvaluationSchedule Evaluations { get; } =
        new(Settings.Evaluation.Interval, Settings.Learner.WarmStartRounds, Settings.Rounds);

    /// <summary>A new simulation of a task.</summary>
    /// <param name="task">Index of the task.</param>
    public MetaWorldEnvironment CreateEnvironment(int task) => MetaWorldEnvironment.Create(
        new EnvironmentSettings
        {
            Task = Settings.Environments.Tasks[task],
            AssetsDirectory = Settings.Environments.Assets,
            GoalObserved = Settings.Environments.GoalObserved,
            Reward = Settings.Environments.Reward,
            Horizon = Settings.Environments.Horizon,
        },
        Library);

    /// <summary>A new environment of a task to train on: a simulation, or what the settings put in its place.</summary>
    /// <param name="task">Index of the task.</param>
    public ITaskEnvironment CreateTrainingEnvironment(int task) => Settings.Environments.SimulatedCost is { } cost
        ? new SimulatedEnvironment(Settings.Environments.Tasks[task], Settings.Environments.Horizon, cost)
        : CreateEnvironment(task);

    /// <summary>The goals of a task's episodes.</summary>
    /// <param name="task">Index of the task.</param>
    /// <param name="random">Decides them.</param>
    public EpisodeGoals GoalsOf(int task, CounterRandom random) => Goals is null
        ? EpisodeGoals.Fresh(Settings.Environments.Tasks[task], random)
        : EpisodeGoals.Fixed(Goals, task, random);

    /// <summary>The tasks of a replay shard: the first one and the one behind the last.</summary>
    public (int First, int End) ShardTasks(int shard) => Settings.ShardTasks(shard);
}
