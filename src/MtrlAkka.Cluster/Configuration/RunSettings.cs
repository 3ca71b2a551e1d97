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

    /// <summary>Updates that are done once this many rounds are complete.</summary>
    public long UpdatesAfter(long rounds) =>
        Math.Max(0, rounds - Learner.WarmStartRounds) * Learner.UpdatesPerRound;

    /// <summary>Rounds that are complete once the round of an update is.</summary>
    /// <param name="update">Number of the update, from 1.</param>
    public long RoundsAfter(long update) =>
        Learner.WarmStartRounds + ((update + Learner.UpdatesPerRound - 1) / Learner.UpdatesPerRound);
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
    int Threads);

/// <summary>Replay storage.</summary>
/// <param name="Capacity">Transitions kept of each task.</param>
/// <param name="Shards">Shard actors, each with a range of tasks.</param>
public sealed record ReplaySettings(int Capacity, int Shards);

/// <summary>The algorithm: multi-task SAC with a temperature for each task.</summary>
/// <param name="Device">cpu, cuda or cuda:N.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="WarmStartRounds">Vector steps of uniform random actions.</param>
/// <param name="UpdatesPerRound">Updates after each vector step.</param>
/// <param name="BatchPerTask">Samples of each task in a batch.</param>
/// <param name="Gamma">Discount.</param>
/// <param name="Tau">Step of the target's moving average.</param>
/// <param name="TargetEntropy">Entropy that the temperatures aim at, in nats.</param>
/// <param name="TaskWeights">Whether tasks weigh more in the losses the lower their temperatures are.</param>
/// <param name="InitialTemperature">First temperature of every task.</param>
/// <param name="ActorLearningRate">Adam's step size for the actor.</param>
/// <param name="CriticLearningRate">Adam's step size for the critics.</param>
/// <param name="TemperatureLearningRate">Adam's step size for the temperatures.</param>
/// <param name="TemperatureBeta1">Adam's decay of the mean of the temperatures' gradients.</param>
/// <param name="AdamEpsilon">Added outside Adam's root.</param>
/// <param name="GradientClip">Largest global norm of a gradient; 0: no limit.</param>
/// <param name="WeightDecay">Decoupled weight decay.</param>
/// <param name="Critics">Critics of the ensemble.</param>
/// <param name="Categorical">The values that critics learn distributions over; null for a squared error.</param>
/// <param name="LogStdMin">Lower bound of the policy's log standard deviation.</param>
/// <param name="LogStdMax">Upper bound of the policy's log standard deviation.</param>
/// <param name="RewardScale">Factor on rewards.</param>
/// <param name="Actor">The actor's network.</param>
/// <param name="Critic">Each critic's network.</param>
/// <param name="Plasticity">What is measured of its plasticity.</param>
public sealed record LearnerSettings(
    string Device,
    int Threads,
    long WarmStartRounds,
    int UpdatesPerRound,
    int BatchPerTask,
    double Gamma,
    double Tau,
    double TargetEntropy,
    bool TaskWeights,
    double InitialTemperature,
    double ActorLearningRate,
    double CriticLearningRate,
    double TemperatureLearningRate,
    double TemperatureBeta1,
    double AdamEpsilon,
    double GradientClip,
    double WeightDecay,
    int Critics,
    CategoricalSupport? Categorical,
    double LogStdMin,
    double LogStdMax,
    double RewardScale,
    TorsoSettings Actor,
    TorsoSettings Critic,
    PlasticitySettings Plasticity);

/// <summary>One network. Of the options from <paramref name="Experts"/> on, 0 is the architecture's usual value.</summary>
/// <param name="Architecture">multi-head, mlp, soft-modules, paco, care, film, moore, bro or simba.</param>
/// <param name="Width">Units of a hidden layer.</param>
/// <param name="Depth">Hidden layers.</param>
/// <param name="LayerNorm">Whether hidden layers normalise their input.</param>
/// <param name="Skip">Whether a layer's input is added to its output.</param>
/// <param name="Experts">Experts of care and moore.</param>
/// <param name="Modules">Modules of a layer of soft-modules.</param>
/// <param name="ModuleWidth">Units of a module of soft-modules.</param>
/// <param name="ParameterSets">Parameter sets of paco.</param>
/// <param name="EmbeddingSize">Numbers in an embedding of soft-modules, care and film.</param>
/// <param name="EncoderWidth">Units of a hidden layer of their encoders.</param>
/// <param name="EncoderDepth">Hidden layers of the encoders of care and film.</param>
/// <param name="AttentionTemperature">Divides the logits of care's attention.</param>
public sealed record TorsoSettings(
    string Architecture,
    int Width,
    int Depth,
    bool LayerNorm,
    bool Skip,
    int Experts,
    int Modules,
    int ModuleWidth,
    int ParameterSets,
    int EmbeddingSize,
    int EncoderWidth,
    int EncoderDepth,
    double AttentionTemperature);

/// <summary>Evaluation beside the training.</summary>
/// <param name="Interval">Vector steps between evaluations; 0: only at the end.</param>
/// <param name="Episodes">Episodes of each task.</param>
public sealed record EvaluationSettings(long Interval, int Episodes);

/// <summary>Checkpoints.</summary>
/// <param name="Interval">Vector steps between checkpoints.</param>
/// <param name="KeepLast">Newest checkpoints that are kept.</param>
/// <param name="KeepEvery">Also keep those whose round is a multiple of this; 0: none.</param>
public sealed record CheckpointSettings(long Interval, int KeepLast, long KeepEvery);
