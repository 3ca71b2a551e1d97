using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Multi-task soft actor-critic (Haarnoja et al., arXiv 1812.05905, with a temperature for each task) in the form of
/// arXiv 2503.05126, with critics of one value or categorical ones (arXiv 2505.23150). One update is: critics on the old temperatures, target average with the new critics, actor on the new
/// critics and old temperatures, temperatures on the old actor's log-probabilities. Everything is a function of the
/// settings, the seed, and the batches with their indices. Not thread-safe, and best called
/// from one thread for life: libtorch keeps a team of workers for each thread that calls it.
/// </summary>
public sealed partial class MultiTaskSac : IDisposable
{
    private readonly SacSettings _settings;
    private readonly ulong _seed;
    private readonly DeviceKernels _kernels;
    private readonly INetwork _actorNetwork, _criticNetwork;
    private readonly BatchBuffers _batch;
    private readonly FlatParameters _actor, _critic, _target, _logAlpha;
    private readonly AdamOptimizer _actorOptimizer, _criticOptimizer, _temperatureOptimizer;
    private readonly Matrix _nextLogProbability, _logProbability, _temperatures, _temperatureGradient, _metrics;
    private readonly CriticEmbedding? _embedding;
    private readonly RewardNormalisation? _normalisation;
    private readonly Matrix? _taskWeights;
    private readonly (CategoricalKernels Kernels, Matrix Target)? _categorical;
    private readonly Treatment? _actorTreatment, _criticTreatment;
    private readonly TaskRule _actorRule, _criticRule;
    private readonly float[] _nextNoise, _noise, _order;
    private UpdatePasses? _passes;
    private long _updates, _updatesInMetrics;

    /// <summary>A new agent with freshly drawn networks.</summary>
    /// <param name="settings">Checked here.</param>
    /// <param name="seed">Of the networks' start and of the noise in updates.</param>
    /// <param name="device">CPU or CUDA.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public MultiTaskSac(SacSettings settings, ulong seed, Device device)
        : this(settings, seed, device, ScalarType.Float32, DeviceKernels.For(device, ScalarType.Float32))
    {
    }

    internal MultiTaskSac(SacSettings settings, ulong seed, Device device, ScalarType type, DeviceKernels kernels)
        : this(settings, seed, new OwnMemory(type, device), kernels) => _passes = UpdatePasses.Alone(this);

    internal MultiTaskSac(SacSettings settings, ulong seed, AgentMemory memory, DeviceKernels kernels)
    {
        settings.Validate();
        TorchLibrary.Load();
        if (memory.Device.type == TorchSharp.DeviceType.CUDA) MatrixProduct.UseOnCuda(settings.Matmul);
        (_settings, _seed, _kernels) = (settings, seed, kernels);
        int rows = settings.BatchSize, size = settings.ActionSize;
        (_actorNetwork, _criticNetwork) = (SacNetworks.Actor(settings, kernels.Layers), SacNetworks.Critic(settings, kernels.Layers));
        _actor = memory.Take(ActorName, _actorNetwork.Layout);
        (_critic, _target) = (memory.Take(CriticName, _criticNetwork.Layout), memory.Take(TargetName, _criticNetwork.Layout));
        _logAlpha = memory.Take(
            "log_alpha", new ParameterLayout([new("log_alpha", [settings.Temperatures], ParameterStart.Constant(Math.Log(settings.InitialTemperature)))], 1));
        _actorNetwork.Start(_actor, new CounterRandom(seed, LearnerStreams.ActorStart));
        _criticNetwork.Start(_critic, new CounterRandom(seed, LearnerStreams.CriticStart));
        _logAlpha.Start(default);
        _target.CopyFrom(_critic);

        AdamSettings Adam(double rate, double beta1, double clip, double decay) => new(rate, beta1, settings.AdamBeta2, settings.AdamEpsilon, clip, decay);
        var ofCritic = Adam(settings.CriticLearningRate, settings.AdamBeta1, settings.GradientClip, settings.WeightDecay);
        _actorOptimizer = new(ofCritic with { LearningRate = settings.ActorLearningRate }, kernels.Optimizer, _actor, memory, ActorName);
        _criticOptimizer = new(ofCritic, kernels.Optimizer, _critic, memory, CriticName);
        _temperatureOptimizer = new(
            Adam(settings.TemperatureLearningRate, settings.TemperatureBeta1, 0, 0), kernels.Optimizer, _logAlpha, memory, "log_alpha");

        if (settings.ActorTreatments.Any)
            _actorTreatment = new Treatment(settings.ActorTreatments, seed, TreatmentStreams.Actor, _actorNetwork, _actor, _actorOptimizer, null);
        if (settings.CriticTreatments.Any)
            _criticTreatment = new Treatment(settings.CriticTreatments, seed, TreatmentStreams.Critic, _criticNetwork, _critic, _criticOptimizer, _target);
        _batch = new BatchBuffers(settings, memory);
        if (settings.EmbeddingSize > 0)
        {
            _embedding = new CriticEmbedding(settings, _batch, kernels, ofCritic);
            _embedding.Start(new CounterRandom(seed, LearnerStreams.EmbeddingStart));
        }

        _normalisation = settings.Normalisation;
        TaskRule Rule(bool ofActor, INetwork network, Treatment? treatment) =>
            TaskRule.Create(settings, ofActor, network, kernels.Gradients, _batch.TaskOrder, treatment?.Mask?.Values, _batch.Input.Tensor);
        (_actorRule, _criticRule) = (Rule(true, _actorNetwork, _actorTreatment), Rule(false, _criticNetwork, _criticTreatment));
        _temperatures = _logAlpha.View("log_alpha", 1, 1, settings.Temperatures);
        _temperatureGradient = _temperatureOptimizer.Gradient.View("log_alpha", 1, 1, settings.Temperatures);
        _taskWeights = settings.TaskWeights ? memory.Take("task_weights", 1, settings.Tasks) : null;
        if (settings.Categorical is { } support) _categorical = (kernels.Categorical(support), memory.Take("categorical_target", rows, support.Bins));
        _nextLogProbability = memory.Take("next_log_probability", rows, 1);
        _logProbability = memory.Take("log_probability", rows, 1);
        _metrics = memory.Take("metrics", 1, Metric.Count);
        (_nextNoise, _noise) = (new float[rows * size], new float[rows * size]);
        _order = _batch.TaskOrder is null ? [] : new float[2 * settings.Tasks * settings.Tasks];
    }

    /// <summary>Updates done, over the agent's whole life.</summary>
    public long Updates => _updates;

    /// <summary>Parameters of the actor, and of all critics together with their task embedding.</summary>
    public (long Actor, long Critic) ParameterCounts => (_actor.Layout.Count, _critic.Layout.Count + (_embedding?.Table.Layout.Count ?? 0));

    internal const string ActorName = "actor", CriticName = "critic", TargetName = "target";

    internal SacSettings Settings => _settings;

    internal (INetwork Actor, INetwork Critic) Networks => (_actorNetwork, _criticNetwork);

    internal BatchBuffers Batch => _batch;

    internal FlatParameters ActorParameters => _actor;

    internal FlatParameters CriticParameters => _critic;

    internal FlatParameters TargetParameters => _target;

    internal FlatParameters LogTemperatures => _logAlpha;

    internal CriticEmbedding? Embedding => _embedding;

    internal Treatment? ActorTreatment => _actorTreatment;

    internal Treatment? CriticTreatment => _criticTreatment;

    internal AdamOptimizer ActorOptimizer => _actorOptimizer;

    internal AdamOptimizer CriticOptimizer => _criticOptimizer;

    internal AdamOptimizer TemperatureOptimizer => _temperatureOptimizer;

    internal TaskRule ActorRule => _actorRule;

    internal TaskRule CriticRule => _criticRule;

    /// <summary>One update. Nothing is read back from the device.</summary>
    /// <param name="batch">Shaped by the settings.</param>
    /// <param name="updateIndex">Index of the update in the run: the noise's counter.</param>
    /// <exception cref="ArgumentException">The batch has another shape.</exception>
    public void Update(TransitionBatch batch, ulong updateIndex)
    {
        Fill(batch, updateIndex);
        UpdateFilled();
    }

    /// <summary>One update with given noise, [rows, action size] each, and with PCGrad given orders of tasks, [2 · tasks, tasks].</summary>
    internal void Update(TransitionBatch batch, ReadOnlySpan<float> nextNoise, ReadOnlySpan<float> noise, ReadOnlySpan<float> order = default)
    {
        if (order.Length != _order.Length) throw new ArgumentException($"the tasks' orders are {order.Length} numbers, the learner needs {_order.Length}");
        _batch.Fill(batch, nextNoise, noise, order);
        UpdateFilled();
    }

    /// <summary>One update with what <see cref="Batch"/> holds. An agent of a group takes memory for its own passes when it first needs them.</summary>
    internal void UpdateFilled()
    {
        _passes ??= UpdatePasses.Alone(this);
        var self = this;
        _passes.Run(new ReadOnlySpan<MultiTaskSac>(in self));
    }
}
