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
    private readonly BatchBuffers _batch;
    private readonly FlatParameters _actor, _critic, _target, _logAlpha;
    private readonly AdamOptimizer _actorOptimizer, _criticOptimizer, _temperatureOptimizer;
    private readonly INetworkPass _nextPolicy, _policy, _targetCritic, _onlineCritic;
    private readonly Matrix _nextLogProbability, _logProbability, _actionGradient, _temperatures, _temperatureGradient, _metrics;
    private readonly Matrix? _taskWeights;
    private readonly (CategoricalKernels Kernels, Matrix Target)? _categorical;
    private readonly TaskRule _actorRule, _criticRule;
    private readonly float[] _nextNoise, _noise, _order;
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
    {
        settings.Validate();
        TorchLibrary.Load();
        (_settings, _seed, _kernels) = (settings, seed, kernels);
        int rows = settings.BatchSize, size = settings.ActionSize;
        var actor = SacNetworks.Actor(settings, kernels.Layers);
        var critic = SacNetworks.Critic(settings, kernels.Layers);
        FlatParameters Make(ParameterLayout layout) => new(layout, type, device);
        (_actor, _critic, _target) = (Make(actor.Layout), Make(critic.Layout), Make(critic.Layout));
        _logAlpha = Make(new ParameterLayout([new("log_alpha", [settings.Tasks], ParameterStart.Constant(Math.Log(settings.InitialTemperature)))], 1));
        _actor.Start(new CounterRandom(seed, LearnerStreams.ActorStart));
        _critic.Start(new CounterRandom(seed, LearnerStreams.CriticStart));
        _logAlpha.Start(default);
        _target.CopyFrom(_critic);

        AdamOptimizer Adam(FlatParameters parameters, double rate, double beta1, double clip, double decay) => new(
            new AdamSettings(rate, beta1, settings.AdamBeta2, settings.AdamEpsilon, clip, decay), kernels.Optimizer, parameters);
        _actorOptimizer = Adam(_actor, settings.ActorLearningRate, settings.AdamBeta1, settings.GradientClip, settings.WeightDecay);
        _criticOptimizer = Adam(_critic, settings.CriticLearningRate, settings.AdamBeta1, settings.GradientClip, settings.WeightDecay);
        _temperatureOptimizer = Adam(_logAlpha, settings.TemperatureLearningRate, settings.TemperatureBeta1, 0, 0);

        _batch = new BatchBuffers(settings, type, device);
        _actionGradient = Matrix.Zeros(settings.Critics, rows, size, type, device);
        TaskRule Rule(bool ofActor, INetwork network) => TaskRule.Create(settings, ofActor, network, kernels.Tasks, _batch.TaskOrder, _actionGradient.Tensor);
        (_actorRule, _criticRule) = (Rule(true, actor), Rule(false, critic));
        _nextPolicy = actor.Bind(_actor, settings.Faults.NextActionsAtObservations ? _batch.State : _batch.NextState, null, null);
        _policy = actor.Bind(_actor, _batch.State, _actorOptimizer.Gradient, null, _actorRule.Gradients);
        _targetCritic = critic.Bind(_target, _batch.NextInput, null, null);
        _onlineCritic = critic.Bind(_critic, _batch.Input, _criticOptimizer.Gradient, _actionGradient, _criticRule.Gradients);
        _temperatures = _logAlpha.View("log_alpha", 1, 1, settings.Tasks);
        _temperatureGradient = _temperatureOptimizer.Gradient.View("log_alpha", 1, 1, settings.Tasks);
        _taskWeights = settings.TaskWeights ? Matrix.Zeros(1, 1, settings.Tasks, type, device) : null;
        if (settings.Categorical is { } support) _categorical = (kernels.Categorical(support), Matrix.Zeros(1, rows, support.Bins, type, device));
        _nextLogProbability = Matrix.Zeros(1, rows, 1, type, device);
        _logProbability = Matrix.Zeros(1, rows, 1, type, device);
        _metrics = Matrix.Zeros(1, 1, Metric.Count, type, device);
        (_nextNoise, _noise) = (new float[rows * size], new float[rows * size]);
        _order = _batch.TaskOrder is null ? [] : new float[2 * settings.Tasks * settings.Tasks];
    }

    /// <summary>Updates done, over the agent's whole life.</summary>
    public long Updates => _updates;

    /// <summary>Parameters of the actor, and of all critics together.</summary>
    public (long Actor, long Critic) ParameterCounts => (_actor.Layout.Count, _critic.Layout.Count);

    internal FlatParameters ActorParameters => _actor;

    internal FlatParameters CriticParameters => _critic;

    internal FlatParameters TargetParameters => _target;

    internal FlatParameters LogTemperatures => _logAlpha;

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
        new CounterRandom(_seed, LearnerStreams.NextActionNoise).Normal(_nextNoise, updateIndex);
        new CounterRandom(_seed, LearnerStreams.ActionNoise).Normal(_noise, updateIndex);
        if (_order.Length > 0)
        {
            TaskOrder.Draw(_order.AsSpan(0, _order.Length / 2), _settings.Tasks, new CounterRandom(_seed, LearnerStreams.CriticTaskOrder), updateIndex);
            TaskOrder.Draw(_order.AsSpan(_order.Length / 2), _settings.Tasks, new CounterRandom(_seed, LearnerStreams.ActorTaskOrder), updateIndex);
        }

        Update(batch, _nextNoise, _noise, _order);
    }

    /// <summary>One update with given noise, [rows, action size] each, and with PCGrad given orders of tasks, [2 · tasks, tasks].</summary>
    internal void Update(TransitionBatch batch, ReadOnlySpan<float> nextNoise, ReadOnlySpan<float> noise, ReadOnlySpan<float> order = default)
    {
        if (order.Length != _order.Length) throw new ArgumentException($"the tasks' orders are {order.Length} numbers, the learner needs {_order.Length}");
        using var grad = no_grad();
        _batch.Fill(batch, nextNoise, noise, order);
        _updates++;
        _updatesInMetrics++;
        if (_taskWeights is not null) _kernels.Sac.TaskWeights(_temperatures, _taskWeights);
        UpdateCritics();
        UpdateActor();
        // The temperatures' own loss comes last: both steps above used the old ones.
        _kernels.Sac.TemperatureLoss(_logProbability, _temperatures, _settings.TargetEntropy, _temperatureGradient, _metrics);
        _temperatureOptimizer.Step(_updates, null, 0, _metrics, -1);
    }

    private (double Low, double High) Bounds => (_settings.LogStdMin, _settings.LogStdMax);

    private void UpdateCritics()
    {
        _nextPolicy.Forward();
        _kernels.Sac.Sample(_nextPolicy.Output, _batch.NextNoise, _batch.NextAction, _nextLogProbability, Bounds);
        _targetCritic.Forward();
        _onlineCritic.Forward();
        if (_categorical is var (kernels, target))
        {
            kernels.Target(
                _targetCritic.Output, _nextLogProbability, _batch.Rewards, _batch.Terminated, _temperatures, _settings.Gamma,
                _settings.RewardScale, target);
            kernels.CriticLoss(_onlineCritic.Output, target, _taskWeights, _onlineCritic.OutputGradient, _metrics, _criticRule.Losses);
        }
        else
        {
            _kernels.Sac.CriticLoss(
                _onlineCritic.Output, _targetCritic.Output, _nextLogProbability, _batch.Rewards, _batch.Terminated, _temperatures, _taskWeights,
                _settings.Gamma, _settings.RewardScale, _onlineCritic.OutputGradient, _metrics, _criticRule.Losses);
        }

        _criticRule.Run(_onlineCritic, _criticOptimizer.Gradient, _updates, _metrics);
        _criticOptimizer.Step(_updates, _target, _settings.Tau, _metrics, Metric.CriticGradientNorm);
    }

    private void UpdateActor()
    {
        var weights = _settings.Faults.UnweightedActor ? null : _taskWeights;
        _policy.Forward();
        // The batch's actions are not needed any more: the policy's take their columns.
        _kernels.Sac.Sample(_policy.Output, _batch.Noise, _batch.Action, _logProbability, Bounds);
        _onlineCritic.Forward();
        if (_categorical is var (kernels, _))
            kernels.ActorLoss(_onlineCritic.Output, _logProbability, _temperatures, weights, _onlineCritic.OutputGradient, _metrics);
        else
            _kernels.Sac.ActorLoss(_onlineCritic.Output, _logProbability, _temperatures, weights, _onlineCritic.OutputGradient, _metrics);
        _onlineCritic.Backward(parameters: false, input: true);
        _kernels.Sac.SampleBackward(_policy.Output, _batch.Noise, _actionGradient, _temperatures, weights, Bounds, _policy.OutputGradient);
        _actorRule.Run(_policy, _actorOptimizer.Gradient, _updates, _metrics);
        _actorOptimizer.Step(_updates, null, 0, _metrics, Metric.ActorGradientNorm);
    }
}
