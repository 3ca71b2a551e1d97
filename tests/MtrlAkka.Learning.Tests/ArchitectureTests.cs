using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class ArchitectureTests
{
    public static TheoryData<string, bool, bool> Variants
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (string architecture in NetworkSettings.Architectures)
                for (int options = 0; options < 4; options++) data.Add(architecture, (options & 1) != 0, (options & 2) != 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string architecture, bool layerNorm, bool skip) =>
        Agents.FitFixedBatch(Agents.Tiny(architecture, layerNorm, skip) with { CriticLearningRate = 3e-3 });

    [Theory]
    [MemberData(nameof(Variants))]
    public void Members_of_an_ensemble_do_not_mix(string architecture, bool layerNorm, bool skip)
    {
        // One critic of the pair is computed alone, and its own gradients too.
        var settings = Agents.Tiny(architecture, layerNorm, skip);
        using var agent = new MultiTaskSac(settings, 5, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
        var layers = DeviceKernels.For(CPU, ScalarType.Float64).Layers;
        INetwork pair = SacNetworks.Critic(settings, layers), one = SacNetworks.Critic(settings with { Critics = 1 }, layers);
        using FlatParameters both = agent.CriticParameters, single = new(one.Layout, ScalarType.Float64, CPU);
        using FlatParameters bothGradient = new(pair.Layout, ScalarType.Float64, CPU), singleGradient = new(one.Layout, ScalarType.Float64, CPU);
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        for (int i = 0; i < one.Layout.Parameters.Count; i++) single.View(i).copy_(both.View(i).narrow(0, 1, 1));
        using var input = Input(settings);
        using Matrix pairInput = Matrix.Zeros(2, settings.BatchSize, 4, ScalarType.Float64, CPU), oneInput = Matrix.Zeros(1, settings.BatchSize, 4, ScalarType.Float64, CPU);
        using INetworkPass first = pair.Bind(both, input, bothGradient, pairInput), second = one.Bind(single, input, singleGradient, oneInput);
        first.Forward();
        second.Forward();
        first.OutputGradient.Tensor.copy_(rand_like(first.OutputGradient.Tensor));
        second.OutputGradient.Tensor.copy_(first.OutputGradient.Tensor.narrow(0, 1, 1));
        first.Backward(true, true);
        second.Backward(true, true);
        void Same(Tensor ofPair, Tensor alone) => Assert.InRange((ofPair.narrow(0, 1, 1) - alone).abs().max().item<double>(), 0, 1e-12);
        Same(first.Output.Tensor, second.Output.Tensor);
        Same(pairInput.Tensor, oneInput.Tensor);
        for (int i = 0; i < one.Layout.Parameters.Count; i++) Same(bothGradient.View(i), singleGradient.View(i));
        Assert.Equal(pair.ForwardFlops(30), 2 * one.ForwardFlops(30));
    }

    [Theory]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    public void Embeddings_and_kernels_start_as_the_reference_does(string architecture)
    {
        var network = new NetworkSettings { Architecture = architecture, Width = 64 };
        using var agent = Agents.Create(new SacSettings { Tasks = 10, BatchPerTask = 1, Actor = network, Critic = network });
        var state = agent.Save().ToDictionary(static array => array.Name);
        foreach (var (name, array) in state.Where(static one => one.Key.StartsWith("actor/", StringComparison.Ordinal)))
        {
            double deviation = Math.Sqrt(array.Values.Average(static value => (double)value * value));
            string parameter = name["actor/".Length..];
            bool head = parameter.StartsWith("head", StringComparison.Ordinal) || parameter.StartsWith("torso/output", StringComparison.Ordinal);
            double expected = head ? 1e-3 / Math.Sqrt(3)
                : parameter == "embedding" ? 1 / Math.Sqrt(50)
                : parameter.EndsWith("bias", StringComparison.Ordinal) ? 0
                : parameter.StartsWith("logits", StringComparison.Ordinal) ? 1e-3 / Math.Sqrt(3)
                : Math.Sqrt(2.0 / array.Shape[^2]);
            Assert.InRange(deviation, expected * 0.7, expected * 1.3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equal_or_vanishing_experts_leave_gradients_finite(bool vanishing)
    {
        var settings = Agents.Tiny("moore");
        using var agent = Agents.Create(settings);
        foreach (var parameters in new[] { agent.ActorParameters, agent.CriticParameters, agent.TargetParameters })
        {
            for (int i = 0; i < parameters.Layout.Parameters.Count; i++)
            {
                using var scope = NewDisposeScope();
                var experts = parameters.View(i);
                if (!parameters.Layout.Parameters[i].Name.StartsWith("experts", StringComparison.Ordinal)) continue;
                if (vanishing) experts.zero_();
                else experts.copy_(experts.narrow(1, 0, 1).expand_as(experts).clone());
            }
        }

        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 5);
        Assert.All(agent.Save(), static array => Assert.All(array.Values, static value => Assert.True(float.IsFinite(value))));
        Assert.InRange(agent.ReadMetrics().CriticGradientNorm, 1e-6, 1e12);
    }

    private static Matrix Input(SacSettings settings)
    {
        int columns = 43 + settings.Tasks;
        var values = new float[settings.BatchSize * columns];
        new CounterRandom(2, 1).Normal(values, 0);
        for (int row = 0; row < settings.BatchSize; row++)
            for (int task = 0; task < settings.Tasks; task++) values[(row * columns) + 43 + task] = row / settings.BatchPerTask == task ? 1 : 0;
        return new Matrix(tensor(values).to(ScalarType.Float64).view(1, settings.BatchSize, columns));
    }
}
