using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

/// <summary>Concatenated ReLU and spectral norm, which belong to the forward.</summary>
public class NetworkOptionTests
{
    public static TheoryData<string, bool, bool, bool> Variants
    {
        get
        {
            var data = new TheoryData<string, bool, bool, bool>();
            foreach (string architecture in NetworkSettings.Architectures)
                foreach (var (crelu, spectral, norm) in new[] { (true, false, true), (false, true, false), (true, true, true) })
                    data.Add(architecture, crelu, spectral, norm);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_are_those_of_finite_differences(string architecture, bool crelu, bool spectral, bool norm)
    {
        foreach (bool host in architecture is "mlp" or "multi-head" ? new[] { true, false } : [true])
        {
            using var probe = new NetworkProbe(Settings(architecture, crelu, spectral, norm), host);
            // Power iteration is far from its end here, so that what goes through the norm counts.
            Disturb(probe);
            using var mode = no_grad();
            using var scope = NewDisposeScope();
            probe.Outputs();
            var weights = randn(probe.Pass.Output.Tensor.shape, ScalarType.Float64, generator: new Generator(3));
            probe.Pass.OutputGradient.Tensor.copy_(weights);
            probe.Pass.Backward(true, true);
            double Loss() => probe.Outputs() is var outputs ? (tensor(outputs) * weights.flatten()).sum().item<double>() : 0;
            for (int i = 0; i < probe.Network.Layout.Parameters.Count; i++)
            {
                var spec = probe.Network.Layout.Parameters[i];
                var (values, gradient) = (probe.Parameters.View(i).view(-1), probe.Gradient.View(i).view(-1));
                var direction = randn(values.shape, ScalarType.Float64, generator: new Generator((ulong)i + 7));
                double along = (gradient * direction).sum().item<double>();
                if (!spec.Trained)
                {
                    Assert.Equal(0, gradient.abs().max().item<double>());
                    continue;
                }

                const double Step = 1e-7;
                values.add_(direction, alpha: Step);
                double above = Loss();
                values.add_(direction, alpha: -2 * Step);
                double below = Loss();
                values.add_(direction, alpha: Step);
                Assert.True(
                    Math.Abs(((above - below) / (2 * Step)) - along) < 1e-5 * (1 + Math.Abs(along)),
                    $"{spec.Name}: {(above - below) / (2 * Step)} by differences, {along} by the backward");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Acting_is_the_forward_of_training(string architecture, bool crelu, bool spectral, bool norm)
    {
        var settings = Settings(architecture, crelu, spectral, norm);
        using var agent = Agents.Create(settings);
        var batch = UpdateBenchmark.RandomBatch(settings);
        Agents.Train(agent, batch, 0, 3);
        var layers = DeviceKernels.For(CPU, ScalarType.Float32).Layers;
        var actor = SacNetworks.Actor(settings, layers);
        using var input = new Matrix(Input(settings, batch));
        using var pass = actor.Bind(agent.ActorParameters, input, null, null);
        using (no_grad()) pass.Forward();
        var forward = actor.CreateForward();
        float[] outputs = new float[settings.BatchSize * 8];
        // Twice: weights that were loaded must not be taken for those to load.
        for (int i = 0; i < 2; i++) forward.Load(agent.Policy().Values);
        forward.Forward(batch.Observations, [.. Enumerable.Range(0, settings.BatchSize).Select(row => row / settings.BatchPerTask)], outputs);
        (forward as IDisposable)?.Dispose();
        using var scope = NewDisposeScope();
        float[] expected = pass.Output.Tensor.contiguous().data<float>().ToArray();
        for (int i = 0; i < outputs.Length; i++) Assert.Equal(expected[i], outputs[i], 2e-5f);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Both_kinds_of_kernels_give_one_result(bool crelu, bool spectral)
    {
        // 23 units: not a whole number of registers; with two features each as many as the critic's inputs, so that its first layer skips too.
        var settings = Settings("multi-head", crelu, spectral, norm: true, width: 23, skip: true);
        var batch = UpdateBenchmark.RandomBatch(settings);
        Agents.AssertKernelsAgree(settings, batch);
    }

    [Fact]
    public void A_network_with_concatenated_relu_is_the_papers()
    {
        using var probe = new NetworkProbe(Settings("mlp", crelu: true, spectral: false, norm: false));
        double[] outputs = probe.Outputs();
        using var scope = NewDisposeScope();
        for (int member = 0; member < 2; member++)
        {
            for (int row = 0; row < 6; row++)
            {
                double[] x = probe.Input.Tensor[0, row].data<double>().ToArray();
                for (int layer = 0; layer < 3; layer++)
                {
                    double[] z = Dense(x, probe[$"layer_{layer}/kernel"][member], probe[$"layer_{layer}/bias"][member]);
                    x = [.. z.Select(static one => Math.Max(one, 0)), .. z.Select(static one => Math.Max(-one, 0))];
                    Assert.Equal(2 * 12, x.Length);
                }

                Assert.Equal(Dense(x, probe["head/kernel"][member], probe["head/bias"][member])[0], outputs[(member * 6) + row], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("multi-head")]
    [InlineData("bro")]
    [InlineData("moore")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    public void Normed_kernels_have_largest_singular_values_of_1(string architecture)
    {
        using var probe = new NetworkProbe(Settings(architecture, crelu: false, spectral: true, norm: false));
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        string[] vectors = [.. probe.Network.Layout.Parameters.Where(static one => !one.Trained).Select(static one => one.Name)];
        Assert.Equal(architecture switch { "bro" => 6, _ => 2 }, vectors.Length);
        foreach (string vector in vectors)
        {
            var kernel = probe[$"{SpectralNorm.LayerName(vector)}/kernel"];
            if (architecture == "paco")
            {
                var sets = probe["composition/kernel"] + probe["composition/bias"].unsqueeze(1);
                kernel = einsum("mtk,mkio->mtio", sets, kernel);
            }

            double Largest() => linalg.svdvals(SpectralNorm.Divide(kernel, probe[vector])).narrow(-1, 0, 1).sub(1).abs().max().item<double>();
            // A start is near; the steps that follow come as near as one likes.
            Assert.InRange(Largest(), 0, 0.05);
            for (int i = 0; i < 200; i++) probe.Pass.AfterStep();
            Assert.InRange(Largest(), 0, 2e-3);
            Assert.Equal(1, probe[vector].square().sum(-1).max().item<double>(), 1e-9);
        }
    }

    [Fact]
    public void The_norms_vectors_follow_the_kernels_through_training()
    {
        var settings = Settings("multi-head", crelu: false, spectral: true, norm: false) with { CriticLearningRate = 3e-3 };
        using var agent = Agents.Create(settings);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 200);
        using var scope = NewDisposeScope();
        foreach (var parameters in new[] { agent.ActorParameters, agent.CriticParameters, agent.TargetParameters })
        {
            for (int layer = 1; layer < 3; layer++)
            {
                Tensor View(string name) => parameters.View(parameters.Layout.Index($"layer_{layer}/{name}"));
                var largest = linalg.svdvals(SpectralNorm.Divide(View("kernel"), View("left_singular"))).narrow(-1, 0, 1);
                Assert.InRange(largest.min().item<float>(), 0.999f, 1.1f);
                Assert.InRange(largest.max().item<float>(), 0.999f, 1.1f);
            }
        }
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void Parameters_are_counted_as_they_are_trained(string architecture)
    {
        SacSettings Of(bool crelu, bool spectral) => Settings(architecture, crelu, spectral, norm: false);
        var (actor, critic) = ParameterMatching.Count(Of(false, false));
        Assert.Equal((actor, critic), ParameterMatching.Count(Of(false, true)));
        var wide = ParameterMatching.Count(Of(true, false));
        Assert.True(wide.Actor > actor && wide.Critic > critic);
        var (few, many) = (Of(true, false), actor + critic);
        int width = ParameterMatching.Width(few, many);
        Assert.InRange(width, 1, 12);
        if (architecture != "multi-head") return;
        // Kernels behind a hidden layer have twice the rows.
        int more = (2 * 12 * 12) + (3 * 12 * 1);
        Assert.Equal(critic + (2 * more), wide.Critic);
    }

    [Fact]
    public void What_a_network_cannot_have_is_refused()
    {
        string Refused(NetworkSettings network) => Assert.Throws<ArgumentException>(() => network.Validate("critic")).Message;
        Assert.Contains("activation 'tanh' is not one of relu, crelu", Refused(new() { Activation = "tanh" }), StringComparison.Ordinal);
        Assert.Contains("depth must be at least 2", Refused(new() { SpectralNorm = true, Depth = 1 }), StringComparison.Ordinal);
        new NetworkSettings { Architecture = "bro", SpectralNorm = true, Depth = 1 }.Validate("critic");
    }

    private static SacSettings Settings(string architecture, bool crelu, bool spectral, bool norm, int width = 12, bool skip = false)
    {
        var network = Agents.Tiny(architecture, norm, skip).Actor with
        {
            Width = width, EmbeddingSize = 7, EncoderWidth = 9, Activation = crelu ? "crelu" : "relu", SpectralNorm = spectral,
        };
        return new SacSettings { Tasks = 3, BatchPerTask = 2, Actor = network, Critic = network };
    }

    private static void Disturb(NetworkProbe probe)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < probe.Network.Layout.Parameters.Count; i++)
        {
            var spec = probe.Network.Layout.Parameters[i];
            var values = new float[spec.Count * 2];
            new CounterRandom(6, 1).Normal(values, (ulong)i);
            var noise = tensor(values).to(ScalarType.Float64).view(probe.Parameters.View(i).shape);
            probe.Parameters.View(i).add_(noise, alpha: spec.Trained ? 0.1 : 0.5);
        }
    }

    private static Tensor Input(SacSettings settings, TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        var oneHot = eye(settings.Tasks).repeat_interleave(settings.BatchPerTask, 0);
        return cat([tensor(batch.Observations).view(settings.BatchSize, -1), oneHot], 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    private static double[] Dense(double[] x, Tensor kernel, Tensor bias)
    {
        double[] weights = kernel.contiguous().data<double>().ToArray(), y = bias.contiguous().data<double>().ToArray();
        for (int i = 0; i < x.Length; i++)
            for (int k = 0; k < y.Length; k++) y[k] += x[i] * weights[(i * y.Length) + k];
        return y;
    }
}
