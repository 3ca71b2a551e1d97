using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>
/// BRC put together from its parts, for batches whose tasks lie anywhere: rows are (action, observation, embedding), one
/// group for the passes, and a one-hot beside them for the embedding.
/// </summary>
internal sealed class BrcAgent : IDisposable
{
    private const int Size = 4;

    private static readonly (double, double) Bounds = (-10, 2);

    private readonly BrcGolden _golden;
    private readonly List<IDisposable> _owned = [];
    private readonly DeviceKernels _kernels;
    private readonly TaskEmbedding? _embedding, _targetEmbedding;
    private readonly INetworkPass _policy, _nextPolicy, _online, _target;
    private readonly Matrix _inputGradient, _distribution, _oneHot, _rewards, _terminated, _metrics;

    public BrcAgent(BrcGolden golden, int rows, ScalarType type, bool host)
    {
        (_golden, Type, Rows) = (golden, type, rows);
        int tasks = golden.Count("num_tasks"), size = golden.Has("embedding_size") ? golden.Count("embedding_size") : 0, columns = Size + 39 + size;
        _kernels = host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch;
        var support = new CategoricalSupport(golden.Count("num_bins"), golden.Number("v_max"));
        Categorical = _kernels.Categorical(support);
        var actor = Network("actor", 39 + size, new GaussianHead(Size, Bounds, Math.Sqrt(2)), 1);
        var critic = Network("critic", columns, new ValueHead(support.Bins, Math.Sqrt(2)), golden.Count("ensemble"));
        Actor = Optimised(actor.Layout, 0.9, 1e-4);
        Critic = Optimised(critic.Layout, 0.9, 1e-4);
        Table = Optimised(TaskEmbedding.Layout(tasks, Math.Max(1, size)), 0.9, 1e-4);
        LogAlpha = Optimised(new ParameterLayout([new("log_alpha", [1], ParameterStart.Constant(0))], 1), 0.5, 0);
        (TargetCritic, TargetTable) = (Own(new FlatParameters(critic.Layout, type, CPU)), Own(new FlatParameters(Table.Parameters.Layout, type, CPU)));

        Matrix Zeros(int members, int count) => Own(Matrix.Zeros(members, rows, count, type, CPU));
        (Input, NextInput) = (Zeros(1, columns), Zeros(1, columns));
        (_oneHot, _rewards, _terminated, LogProbability) = (Zeros(1, tasks), Zeros(1, 1), Zeros(1, 1), Zeros(1, 1));
        (_inputGradient, _distribution, _metrics) = (Zeros(critic.Shape.Members, columns), Zeros(1, support.Bins), Own(Matrix.Zeros(1, 1, Metric.Count, type, CPU)));
        if (size > 0)
        {
            _embedding = Own(new TaskEmbedding(Table.Parameters, Table.Optimizer.Gradient));
            _targetEmbedding = Own(new TaskEmbedding(TargetTable, null));
        }

        Matrix State(Matrix input) => Own(input.SelectColumns(Size, 39 + size));
        _policy = Own(actor.Bind(Actor.Parameters, State(Input), Actor.Optimizer.Gradient, null));
        _nextPolicy = Own(actor.Bind(Actor.Parameters, State(NextInput), null, null));
        _online = Own(critic.Bind(Critic.Parameters, Input, Critic.Optimizer.Gradient, _inputGradient));
        _target = Own(critic.Bind(TargetCritic, NextInput, null, null));
    }

    public ScalarType Type { get; }

    public int Rows { get; }

    public CategoricalKernels Categorical { get; }

    public (FlatParameters Parameters, AdamOptimizer Optimizer) Actor { get; }

    public (FlatParameters Parameters, AdamOptimizer Optimizer) Critic { get; }

    public (FlatParameters Parameters, AdamOptimizer Optimizer) Table { get; }

    public (FlatParameters Parameters, AdamOptimizer Optimizer) LogAlpha { get; }

    public FlatParameters TargetCritic { get; }

    public FlatParameters TargetTable { get; }

    public Matrix Input { get; }

    public Matrix NextInput { get; }

    public Matrix LogProbability { get; }

    public Matrix Distribution => _distribution;

    public INetworkPass Policy => _policy;

    public INetworkPass Online => _online;

    public bool HasEmbedding => _embedding is not null;

    private Matrix Alpha => new(LogAlpha.Parameters.Vector.Tensor.narrow(2, 0, 1));

    /// <summary>Fills the rows of a batch, [rows, …] each.</summary>
    public void Fill(double[] observations, double[] actions, int[] tasks, double[]? nextObservations = null, double[]? rewards = null, double[]? masks = null)
    {
        using var scope = NewDisposeScope();
        Tensor Rowed(double[] values) => tensor(values).view(1, Rows, -1);
        Input.Tensor.narrow(2, 0, Size).copy_(Rowed(actions));
        Input.Tensor.narrow(2, Size, 39).copy_(Rowed(observations));
        _oneHot.Tensor.copy_(nn.functional.one_hot(tensor(Array.ConvertAll(tasks, static task => (long)task)), _oneHot.Columns).unsqueeze(0));
        _embedding?.Write(_oneHot, Embedding(Input));
        if (nextObservations is null) return;
        NextInput.Tensor.narrow(2, Size, 39).copy_(Rowed(nextObservations));
        _rewards.Tensor.copy_(Rowed(rewards!));
        _terminated.Tensor.copy_(1 - Rowed(masks!));
    }

    /// <summary>Actions [rows, 4] of the policy for noise, into the input's columns.</summary>
    public void Act(INetworkPass policy, Matrix input, double[] noise, Matrix logProbability)
    {
        policy.Forward();
        using Matrix eps = Noise(noise), action = input.SelectColumns(0, Size);
        _kernels.Sac.Sample(policy.Output, eps, action, logProbability, Bounds);
    }

    /// <summary>One update, in the reference's order. Gives critic loss, actor loss, entropy and temperature loss.</summary>
    public double[] Update(long step, double[] nextNoise, double[] noise)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        double tau = _golden.Number("tau"), gamma = _golden.Number("discount");
        using var alpha = Alpha;
        double temperature = alpha.Tensor.exp().to(ScalarType.Float64).item<double>();
        _metrics.Tensor.zero_();

        _embedding?.Write(_oneHot, Embedding(NextInput));
        Act(_nextPolicy, NextInput, nextNoise, LogProbability);
        _targetEmbedding?.Write(_oneHot, Embedding(NextInput));
        _target.Forward();
        _online.Forward();
        Categorical.Target(_target.Output, LogProbability, _rewards, _terminated, alpha, gamma, 1, _distribution);
        Categorical.CriticLoss(_online.Output, _distribution, null, _online.OutputGradient, _metrics);
        _online.Backward(parameters: true, input: true);
        _embedding?.Backward(_oneHot, Embedding(_inputGradient));
        Critic.Optimizer.Step(step, TargetCritic, tau, _metrics, -1);
        if (HasEmbedding) Table.Optimizer.Step(step, TargetTable, tau, _metrics, -1);

        _embedding?.Write(_oneHot, Embedding(Input));
        Act(_policy, Input, noise, LogProbability);
        _online.Forward();
        Categorical.ActorLoss(_online.Output, LogProbability, alpha, null, _online.OutputGradient, _metrics);
        _online.Backward(parameters: false, input: true);
        using Matrix eps = Noise(noise), actionGradient = _inputGradient.SelectColumns(0, Size);
        _kernels.Sac.SampleBackward(_policy.Output, eps, actionGradient, alpha, null, Bounds, _policy.OutputGradient);
        _policy.Backward(parameters: true, input: false);
        Actor.Optimizer.Step(step, null, 0, _metrics, -1);

        // The kernels' loss is linear in the logarithm; the reference's is linear in the temperature itself.
        using var slope = new Matrix(LogAlpha.Optimizer.Gradient.Vector.Tensor.narrow(2, 0, 1));
        _kernels.Sac.TemperatureLoss(LogProbability, alpha, _golden.Number("target_entropy"), slope, _metrics);
        slope.Tensor.mul_(temperature);
        LogAlpha.Optimizer.Step(step, null, 0, _metrics, -1);
        double[] logged = BrcGolden.Values(_metrics);
        return [logged[Metric.CriticLoss], logged[Metric.ActorLoss], logged[Metric.Entropy], slope.Tensor.to(ScalarType.Float64).item<double>()];
    }

    public void Dispose()
    {
        foreach (var one in _owned) one.Dispose();
    }

    private BroNetwork Network(string kind, int columns, NetworkHead head, int members) => new(
        new NetworkSettings { Width = _golden.Count($"{kind}_width"), Depth = _golden.Count($"{kind}_depth_blocks") },
        new NetworkShape(columns + 1, head.Outputs, 1, members, 0), head, oneHot: false);

    private (FlatParameters, AdamOptimizer) Optimised(ParameterLayout layout, double beta1, double decay)
    {
        var parameters = Own(new FlatParameters(layout, Type, CPU));
        return (parameters, Own(new AdamOptimizer(new AdamSettings(3e-4, beta1, 0.999, 1e-8, 0, decay), _kernels.Optimizer, parameters)));
    }

    private static Matrix Embedding(Matrix input) => input.SelectColumns(Size + 39, input.Columns - Size - 39);

    private Matrix Noise(double[] values) => new(tensor(values).to(Type).view(1, Rows, Size));

    private T Own<T>(T one) where T : IDisposable
    {
        _owned.Add(one);
        return one;
    }
}
