using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Gradients of tasks against ordinary backwards in which the other tasks' rows have no say.</summary>
public class TaskGradientTests
{
    public static TheoryData<string, bool, bool> Variants => ArchitectureTests.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Each_task_has_the_gradient_of_its_own_rows(string architecture, bool layerNorm, bool skip)
    {
        var settings = Agents.Tiny(architecture, layerNorm, skip);
        var network = settings.Actor with { Activation = "crelu", SpectralNorm = true };
        foreach (var kernels in new[] { DeviceKernels.For(CPU, ScalarType.Float64), DeviceKernels.Torch })
        {
            Compare(settings, SacNetworks.Critic(settings, kernels.Layers), 43);
            Compare(settings, SacNetworks.Actor(settings, kernels.Layers), 39);
            Compare(settings, SacNetworks.Critic(settings with { Critic = network }, kernels.Layers), 43);
            Compare(settings, SacNetworks.Actor(settings with { Actor = network }, kernels.Layers), 39);
        }
    }

    private static void Compare(SacSettings settings, INetwork network, int state)
    {
        var type = ScalarType.Float64;
        int rows = settings.BatchSize, members = network.Layout.Members;
        using FlatParameters parameters = new(network.Layout, type, CPU), gradient = new(network.Layout, type, CPU);
        network.Start(parameters, new CounterRandom(3, 1));
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        parameters.Vector.Tensor.mul_(3);
        using var input = Input(settings, state);
        using Matrix through = Matrix.Zeros(members, rows, 4, type, CPU), others = Matrix.Zeros(members, rows, 4, type, CPU);
        using TaskGradients all = new(network.Layout, null, settings.Tasks, type, CPU), shared = new(network.Layout, network.SharedLayer, settings.Tasks, type, CPU);
        using INetworkPass plain = network.Bind(parameters, input, gradient, through), ofTasks = network.Bind(parameters, input, null, others, null, all);
        using var ofLayer = network.Bind(parameters, input, null, null, null, shared);
        foreach (var pass in new[] { plain, ofTasks, ofLayer }) pass.Forward();
        Same(plain.Output.Tensor, ofTasks.Output.Tensor);
        Assert.Equal(plain.Activations.Select(static layer => layer.Key), ofTasks.Activations.Select(static layer => layer.Key));
        foreach (var (one, other) in plain.Activations.Zip(ofTasks.Activations)) Same(one.Value.Tensor, other.Value.Tensor);

        // There may be several backwards of one forward, and nothing of an earlier one may show.
        var random = rand_like(plain.OutputGradient.Tensor) - 0.5;
        ofTasks.OutputGradient.Tensor.copy_(random.cos());
        ofTasks.BackwardTasks();
        ofTasks.OutputGradient.Tensor.copy_(random);
        ofLayer.OutputGradient.Tensor.copy_(random);
        plain.OutputGradient.Tensor.copy_(random);
        ofTasks.BackwardTasks();
        ofLayer.BackwardTasks();
        ofTasks.Backward(parameters: false, input: true);
        plain.Backward(parameters: true, input: true);
        Same(through.Tensor, others.Tensor);
        Same(gradient.Trained.Tensor, all.Matrix.Tensor.sum(1, keepdim: true));
        int each = rows / settings.Tasks;
        for (int task = 0; task < settings.Tasks; task++)
        {
            plain.OutputGradient.Tensor.zero_().narrow(1, task * each, each).copy_(random.narrow(1, task * each, each));
            plain.Backward(parameters: true, input: false);
            Same(gradient.Trained.Tensor, all.Matrix.Tensor.narrow(1, task, 1));
            for (int i = 0; i < shared.Layout.Parameters.Count; i++)
                Same(gradient.View(network.Layout.Index(shared.Layout.Parameters[i].Name)), shared.View(task, i));
        }

        Assert.Equal(network.SharedLayer.Count, shared.Layout.Parameters.Count);
        Assert.NotEqual(0, shared.Matrix.Tensor.abs().max().item<double>());
    }

    private static void Same(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().item<double>(), 0, 1e-11 * Math.Max(1, expected.abs().max().item<double>()));

    private static Matrix Input(SacSettings settings, int state)
    {
        var rows = empty(settings.BatchSize, state + settings.Tasks, dtype: ScalarType.Float64);
        var values = new float[settings.BatchSize * state];
        new CounterRandom(2, 1).Normal(values, 0);
        rows.narrow(1, 0, state).copy_(tensor(values).view(-1, state));
        rows.narrow(1, state, settings.Tasks).copy_(eye(settings.Tasks).repeat_interleave(settings.BatchPerTask, 0));
        return new Matrix(rows.unsqueeze(0));
    }
}
