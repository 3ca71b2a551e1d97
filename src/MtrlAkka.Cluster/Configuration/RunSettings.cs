using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>Everything that decides a run, bound from HOCON and validated; the keys are those of <c>hocon/reference.conf</c>.</summary>
/// <param name="Seed">All randomness follows from it.</param>
/// <param name="Rounds">Vector steps of the whole run.</param>
/// <param name="Staleness">Rounds that the acting weights lag behind the newest possible ones: 0 or 1.</param>
/// <param name="Environments">Tasks and their environments.</param>
/// <param name="Replay">Replay storage.</param>
/// <param name="Learner">Algorithm and networks.</param>
/// <param name="Evaluation">When and how to evaluate.</param>
/// <param name="Checkpoint">When to checkpoint and what to keep.</param>
/// <param name="MetricsInterval">Vector steps between two lines of metrics.</param>
public sealed record RunSettings(
    uint Seed,
    long Rounds,
    int Staleness,
    EnvironmentsSettings Environments,
    ReplaySettings Replay,
    LearnerSettings Learner,
    EvaluationSettings Evaluation,
    CheckpointSettings Checkpoint,
    long MetricsInterval)
{
    /// <summary>Environments of the run: tasks times copies, the copies of a task side by side.</summary>
    public int EnvironmentCount => Environments.Tasks.Count * Environments.Copies;

    /// <summary>Index of the task that an environment simulates.</summary>
    public int TaskOf(int environment) => environment / Environments.Copies;

    /// <summary>Which of its task's environments an environment is.</summary>
    public int CopyOf(int environment) => environment % Environments.Copies;

    /// <summary>How free-running environments and learner are tied to each other; null in lockstep.</summary>
    public AsyncSettings? Async { get; init; }

    /// <summary>Updates that are done once this many rounds are complete.</summary>
    public long UpdatesAfter(long rounds) => Async?.SamplesPerInsert is { } samples
        ? (long)decimal.Floor(Math.Max(0, rounds - Learner.WarmStartRounds) * SamplesPerRound(samples) / Learner.Sac.BatchPerTask)
        : Math.Max(0, rounds - Learner.WarmStartRounds) * Learner.UpdatesPerRound;

    /// <summary>Rounds that are complete once the round of an update is.</summary>
    /// <param name="update">Number of the update, from 1.</param>
    public long RoundsAfter(long update) => Learner.WarmStartRounds + (Async?.SamplesPerInsert is { } samples
        ? (long)decimal.Ceiling((decimal)update * Learner.Sac.BatchPerTask / SamplesPerRound(samples))
        : (update + Learner.UpdatesPerRound - 1) / Learner.UpdatesPerRound);

    /// <summary>Rounds of which no update is missing once this many updates are done, up to the last of the run.</summary>
    public long RoundsLearned(long updates) => Math.Min(Rounds, RoundsAfter(updates + 1) - 1);

    /// <summary>The tasks of a replay shard: the first one and the one behind the last.</summary>
    public (int First, int End) ShardTasks(int shard)
    {
        int tasks = Environments.Tasks.Count;
        return (shard * tasks / Replay.Shards, (shard + 1) * tasks / Replay.Shards);
    }

    // Of one task, so that whole shares of a batch can be told from others: exact, for counts are compared.
    private decimal SamplesPerRound(decimal samplesPerInsert) => samplesPerInsert * Environments.Copies;
}

/// <summary>The tasks and how their environments behave.</summary>
/// <param name="Benchmark">Name of the benchmark, or "custom" where tasks were listed.</param>
/// <param name="Tasks">Task names in the order of their one-hot index.</param>
/// <param name="Copies">Environments of each task.</param>
/// <param name="Goals">Goals of each task; null for a goal drawn afresh for each episode.</param>
/// <param name="GoalObserved">Whether observations hold the goal.</param>
/// <param name="Horizon">Steps of an episode.</param>
/// <param name="Reward">Version of the reward function.</param>
/// <param name="Assets">Folder with Meta-World's own scenes, or null for this project's.</param>
/// <param name="FailuresAllowed">Broken simulations of one environment before it is quarantined.</param>
/// <param name="Threads">Threads that step environments.</param>
/// <param name="SimulatedCost">How long a step of an environment without physics takes a core; null: the environments are the tasks' own.</param>
public sealed record EnvironmentsSettings(
    string Benchmark,
    IReadOnlyList<string> Tasks,
    int Copies,
    int? Goals,
    bool GoalObserved,
    int Horizon,
    RewardVersion Reward,
    string? Assets,
    int FailuresAllowed,
    int Threads,
    TimeSpan? SimulatedCost);

/// <summary>Replay storage.</summary>
/// <param name="Capacity">Transitions kept of each task.</param>
/// <param name="Shards">Shard actors, each with a range of tasks.</param>
public sealed record ReplaySettings(int Capacity, int Shards);

/// <summary>The learner: where and when it updates, and its algorithm.</summary>
/// <param name="Device">cpu, cuda or cuda:N.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="WarmStartRounds">Vector steps of uniform random actions.</param>
/// <param name="UpdatesPerRound">Updates after each vector step.</param>
/// <param name="Sac">The algorithm and its networks.</param>
/// <param name="Plasticity">What is measured of its plasticity.</param>
/// <param name="Weights">What the networks start from: path of a safetensors file, within a run's folder the SHA-256 of the file it was; null: drawn.</param>
public sealed record LearnerSettings(
    string Device,
    int Threads,
    long WarmStartRounds,
    int UpdatesPerRound,
    SacSettings Sac,
    PlasticitySettings Plasticity,
    string? Weights);

/// <summary>Evaluation beside the training.</summary>
/// <param name="Interval">Vector steps between evaluations; 0: only at the end.</param>
/// <param name="Episodes">Episodes of each task.</param>
public sealed record EvaluationSettings(long Interval, int Episodes);

/// <summary>Checkpoints.</summary>
/// <param name="Interval">Vector steps between checkpoints.</param>
/// <param name="KeepLast">Newest checkpoints that are kept.</param>
/// <param name="KeepEvery">Also keep those whose round is a multiple of this; 0: none.</param>
public sealed record CheckpointSettings(long Interval, int KeepLast, long KeepEvery);
