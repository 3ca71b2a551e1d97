using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// How well a network can still learn something new, in the manner of Lyle et al. ("Understanding plasticity in neural
/// networks", arXiv 2303.01486): a copy of it, and beside it a fresh network of the same shape, is trained for a fixed number
/// of Adam steps on random targets, and the losses at the end are compared. A target is the network's own output at the
/// start plus standard normal noise, so that both begin with the same loss (about 1) however large the values are that a
/// trained network has come to put out. Loss: the mean over rows and outputs of (f(x) - target)², of each member by itself.
/// </summary>
internal sealed class PlasticityProbe : IDisposable
{
    private readonly DeviceKernels _kernels;
    private readonly AdamSettings _adam;
    private readonly INetwork _network;
    private readonly FlatParameters? _mask;
    private readonly Matrix _input;
    private readonly Tensor _noise;
    private readonly CounterRandom _start;
    private readonly int _steps;

    /// <summary>A probe of one shape of network.</summary>
    /// <param name="network">The shape.</param>
    /// <param name="mask">The connections of a sparse network, which the fresh one has too; read when it runs. Or null.</param>
    /// <param name="kernels">For the thread that probes.</param>
    /// <param name="input">[1, rows, input size]; read when it runs.</param>
    /// <param name="outputs">Numbers in an output row.</param>
    /// <param name="adam">Learning rate and the like; neither clipping nor decay is used, since a norm over all members would mix them.</param>
    /// <param name="steps">Adam steps.</param>
    /// <param name="noise">Of the targets: the same in every probe.</param>
    /// <param name="start">Of the fresh networks: the same in every probe.</param>
    public PlasticityProbe(
        INetwork network, FlatParameters? mask, DeviceKernels kernels, Matrix input, int outputs, AdamSettings adam, int steps, CounterRandom noise, CounterRandom start)
    {
        (_network, _mask, _kernels, _input, _steps, _start) = (network, mask, kernels, input, steps, start);
        _adam = adam with { Clip = 0, WeightDecay = 0 };
        using var scope = NewDisposeScope();
        float[] values = new float[input.Rows * outputs];
        noise.Normal(values, 0);
        _noise = tensor(values).view(1, input.Rows, outputs).to(input.Tensor.dtype).to(input.Tensor.device).DetachFromDisposeScope();
    }

    /// <summary>Loss of a copy of the network after the steps, member by member; the network itself stays as it is.</summary>
    /// <exception cref="OperationCanceledException">It was told to give up.</exception>
    public double[] Loss(FlatParameters parameters, CancellationToken stopping = default)
    {
        var vector = parameters.Vector.Tensor;
        using var copy = new FlatParameters(parameters.Layout, vector.dtype, vector.device);
        copy.CopyFrom(parameters);
        return Fit(copy, stopping);
    }

    /// <summary>Loss of a fresh network after the steps, member by member.</summary>
    /// <exception cref="OperationCanceledException">It was told to give up.</exception>
    public double[] FreshLoss(CancellationToken stopping = default)
    {
        using var fresh = new FlatParameters(_network.Layout, _input.Tensor.dtype, _input.Tensor.device);
        fresh.Start(_start);
        if (_mask is not null) _kernels.Optimizer.Multiply(fresh.Trained, _mask.Trained);
        _network.Settle(fresh);
        return Fit(fresh, stopping);
    }

    public void Dispose() => _noise.Dispose();

    private double[] Fit(FlatParameters parameters, CancellationToken stopping)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var optimizer = new AdamOptimizer(_adam, _kernels.Optimizer, parameters);
        if (_mask is not null) optimizer.Treatment = new GradientTreatment(0, null, _mask);
        using var pass = _network.Bind(parameters, _input, optimizer.Gradient, null);
        using var metrics = Matrix.Zeros(1, 1, Metric.Count, _input.Tensor.dtype, _input.Tensor.device);
        pass.Forward();
        var targets = pass.Output.Tensor + _noise;
        for (int step = 1; step <= _steps; step++)
        {
            stopping.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            pass.OutputGradient.Tensor.copy_((pass.Output.Tensor - targets) * (2.0 / (pass.Output.Rows * pass.Output.Columns)));
            pass.Backward(parameters: true, input: false);
            optimizer.Step(step, null, 0, metrics, -1);
            pass.AfterStep();
            pass.Forward();
        }

        return (pass.Output.Tensor - targets).to(ScalarType.Float64).square().mean([1, 2]).cpu().data<double>().ToArray();
    }
}
