using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

/// <summary>A critic's network alone, in float64, with parameters, a pass and gradients.</summary>
internal sealed class NetworkProbe : IDisposable
{
    public NetworkProbe(SacSettings settings, bool host = true, ulong seed = 4)
    {
        var kernels = host ? DeviceKernels.For(CPU, ScalarType.Float64) : DeviceKernels.Torch;
        Network = SacNetworks.Critic(settings, kernels.Layers);
        (Parameters, Gradient) = (new(Network.Layout, ScalarType.Float64, CPU), new(Network.Layout, ScalarType.Float64, CPU));
        Network.Start(Parameters, new CounterRandom(seed, 1));
        Optimizer = new AdamOptimizer(new AdamSettings(1e-3, 0.9, 0.999, 1e-8, 0, 0), kernels.Optimizer, Parameters);
        Input = Rows(settings);
        InputGradient = Matrix.Zeros(settings.Critics, settings.BatchSize, settings.ActionSize, ScalarType.Float64, CPU);
        Pass = Network.Bind(Parameters, Input, Gradient, InputGradient);
    }

    public INetwork Network { get; }

    public FlatParameters Parameters { get; }

    public FlatParameters Gradient { get; }

    public Matrix Input { get; }

    public Matrix InputGradient { get; }

    public INetworkPass Pass { get; }

    public AdamOptimizer Optimizer { get; }

    /// <summary>The output of a forward, as numbers.</summary>
    public double[] Outputs()
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        Pass.Forward();
        return Pass.Output.Tensor.contiguous().data<double>().ToArray();
    }

    /// <summary>A parameter's values [members, …].</summary>
    public Tensor this[string name] => Parameters.View(Network.Layout.Index(name));

    public void Dispose()
    {
        Pass.Dispose();
        foreach (var part in new IDisposable[] { Parameters, Gradient, Optimizer, Input, InputGradient }) part.Dispose();
    }

    // Rows as a batch has them: numbers, then the one-hot of the row's task.
    private static Matrix Rows(SacSettings settings)
    {
        using var scope = NewDisposeScope();
        var values = new float[settings.BatchSize * (settings.ActionSize + settings.ObservationSize)];
        new CounterRandom(2, 1).Normal(values, 0);
        var oneHot = eye(settings.Tasks, dtype: ScalarType.Float64).repeat_interleave(settings.BatchPerTask, 0);
        return new Matrix(cat([tensor(values).to(ScalarType.Float64).view(settings.BatchSize, -1), oneHot], 1).unsqueeze(0));
    }
}
