using MtrlAkka.Learning.Plasticity;
using MtrlAkka.Numerics;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

public class PlasticityProbeTests(ITestOutputHelper output)
{
    private static readonly AdamSettings Adam = new(1e-3, 0.9, 0.999, 1e-5, 1, 0.1);

    [Fact]
    public async Task A_fresh_network_fits_better_than_one_with_dead_units_and_members_are_never_mixed()
    {
        using var thread = new MeasuringThread();
        var settings = Agents.Small(width: 64) with { BatchPerTask = 32, Critics = 3 };
        var kernels = DeviceKernels.For(CPU, ScalarType.Float32);
        var network = SacNetworks.Critic(settings, kernels.Layers);
        using var input = new Matrix(randn(1, settings.BatchSize, 46, generator: new Generator(1)));
        using var probe = Probe(network, kernels, input, outputs: 1, steps: 100);
        using var parameters = new FlatParameters(network.Layout, ScalarType.Float32, CPU);
        parameters.Start(new CounterRandom(5, 6));
        double[] whole = await thread.Run(stopping => probe.Loss(parameters, stopping)), fresh = await thread.Run(probe.FreshLoss);
        Kill(parameters, member: 1, units: 61);
        double[] dead = await thread.Run(stopping => probe.Loss(parameters, stopping));
        output.WriteLine($"fresh {fresh[1]:g3}, another fresh one {whole[1]:g3}, 95 % dead {dead[1]:g3}");
        Assert.All(fresh, static loss => Assert.InRange(loss, 0, 0.5));
        Assert.InRange(whole[1] / fresh[1], 0.8, 1.25);
        Assert.True(dead[1] > 1.5 * fresh[1]);
        Assert.Equal((whole[0], whole[2]), (dead[0], dead[2]));
    }

    [Fact]
    public void A_probe_begins_at_the_same_loss_whatever_the_network_puts_out_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var settings = Agents.Small() with { BatchPerTask = 64 };
        var kernels = DeviceKernels.For(CPU, ScalarType.Float32);
        var network = SacNetworks.Actor(settings, kernels.Layers);
        using var input = new Matrix(randn(1, settings.BatchSize, 42, generator: new Generator(1)));
        using var probe = Probe(network, kernels, input, outputs: 8, steps: 0);
        using var parameters = new FlatParameters(network.Layout, ScalarType.Float32, CPU);
        parameters.Start(new CounterRandom(5, 6));
        using (var bias = parameters.View("head/bias", 3, 1, 8)) bias.Tensor.fill_(500);
        float[] before = new float[network.Layout.Length], after = new float[network.Layout.Length];
        parameters.Read(before);
        Assert.Equal(probe.FreshLoss()[0], probe.Loss(parameters)[0], 1e-3);
        Assert.InRange(probe.FreshLoss()[0], 0.9, 1.1);
        using var other = Probe(network, kernels, input, outputs: 8, steps: 5);
        Assert.Equal(other.Loss(parameters), other.Loss(parameters));
        parameters.Read(after);
        Assert.Equal(before, after);
    }

    // A bias that no input outweighs.
    private static void Kill(FlatParameters parameters, int member, int units)
    {
        using var scope = NewDisposeScope();
        using var bias = parameters.View("layer_1/bias", 3, 1, 64);
        bias.Tensor[member, 0, TensorIndex.Slice(0, units)] = tensor(-1000f);
    }

    private static PlasticityProbe Probe(INetwork network, DeviceKernels kernels, Matrix input, int outputs, int steps) =>
        new(network, null, kernels, input, outputs, Adam, steps, new CounterRandom(1, 2), new CounterRandom(1, 3));
}
