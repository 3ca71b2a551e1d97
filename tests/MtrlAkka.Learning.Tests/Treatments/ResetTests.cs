using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

/// <summary>Resets, shrink and perturb, and L2 towards the start.</summary>
public class ResetTests
{
    [Theory]
    [InlineData("multi-head", "all")]
    [InlineData("multi-head", "heads")]
    [InlineData("care", "heads")]
    [InlineData("bro", "heads")]
    [InlineData("moore", "all")]
    public void A_reset_draws_anew_what_it_says_and_nothing_else(string architecture, string part)
    {
        var reset = new TreatmentSettings { Reset = new ResetSettings { Interval = 5, Part = part } };
        var settings = Agents.Tiny(architecture) with { ActorTreatments = reset, CriticTreatments = reset };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac treated = Agents.Create(settings), plain = Agents.Create(Agents.Tiny(architecture));
        Agents.Train(treated, batch, 0, 5);
        Agents.Train(plain, batch, 0, 5);
        Dictionary<string, float[]> State(MultiTaskSac agent) => agent.Save().ToDictionary(static one => one.Name, static one => one.Values);
        Dictionary<string, float[]> with = State(treated), without = State(plain);
        string[] heads = architecture switch { "care" => ["torso/output"], "bro" => ["head", "mean", "log_std"], _ => ["head"] };
        int count = 0;
        foreach (var (owner, layout, stream) in new[]
        {
            ("actor", treated.ActorParameters.Layout, LearnerStreams.ActorReset),
            ("critic", treated.CriticParameters.Layout, LearnerStreams.CriticReset),
            ("target", treated.CriticParameters.Layout, LearnerStreams.CriticReset),
        })
        {
            for (int i = 0; i < layout.Parameters.Count; i++)
            {
                var spec = layout.Parameters[i];
                string name = $"{owner}/{spec.Name}";
                if (part == "heads" && !heads.Any(head => spec.Name.StartsWith($"{head}/", StringComparison.Ordinal)))
                {
                    Assert.Equal(without[name], with[name]);
                    if (owner != "target") Assert.Equal(without[$"adam_square/{name}"], with[$"adam_square/{name}"]);
                    continue;
                }

                count++;
                float[] drawn = new float[spec.Count * layout.Members];
                spec.Start.Fill(drawn, spec, new CounterRandom(7, stream), (5UL << 16) + (ulong)i);
                Assert.Equal(drawn, with[name]);
                if (owner == "target") continue;
                Assert.All(with[$"adam_mean/{name}"], static one => Assert.Equal(0, one));
                Assert.All(with[$"adam_square/{name}"], static one => Assert.Equal(0, one));
            }
        }

        Assert.Equal(without["log_alpha"], with["log_alpha"]);
        Assert.True(count > (part == "all" ? 20 : 3));
        Assert.Equal((1L, 1L), treated.ReadMetrics() is var metrics ? (metrics.ActorTreatments!.Value.Resets, metrics.CriticTreatments!.Value.Resets) : default);
    }

    [Fact]
    public void Resets_end_and_after_one_of_the_whole_network_Adam_begins_anew()
    {
        var settings = Agents.Small() with
        {
            CriticLearningRate = 1e-3, AdamEpsilon = 1e-12, GradientClip = 0,
            CriticTreatments = new TreatmentSettings { Reset = new ResetSettings { Interval = 20, Last = 50 } },
        };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        Agents.Train(agent, batch, 0, 40);
        float[] before = agent.Save().Single(static one => one.Name == "critic/layer_1/kernel").Values;
        Agents.Train(agent, batch, 40, 41);
        float[] after = agent.Save().Single(static one => one.Name == "critic/layer_1/kernel").Values;
        // Adam's first step is the learning rate long, whatever the gradient.
        float largest = before.Zip(after, static (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 0.99e-3f, 1.001e-3f);
        Agents.Train(agent, batch, 41, 100);
        Assert.Equal(2, agent.ReadMetrics().CriticTreatments!.Value.Resets);
    }

    [Fact]
    public void Shrink_and_perturb_moves_network_and_target_towards_one_fresh_network()
    {
        var settings = Agents.Small(layerNorm: true);
        var batch = UpdateBenchmark.RandomBatch(settings);
        const double Keep = 0.7;
        var treatment = new TreatmentSettings { ShrinkAndPerturb = new ShrinkAndPerturbSettings { Interval = 6, Keep = Keep } };
        using MultiTaskSac treated = Agents.Create(settings with { CriticTreatments = treatment }), plain = Agents.Create(settings);
        Agents.Train(treated, batch, 0, 6);
        Agents.Train(plain, batch, 0, 6);
        using var fresh = new FlatParameters(treated.CriticParameters.Layout, ScalarType.Float32, CPU);
        fresh.Start(new CounterRandom(7, LearnerStreams.CriticPerturbation), 6);
        float[] Values(FlatParameters parameters)
        {
            var values = new float[parameters.Layout.Length];
            parameters.Read(values);
            return values;
        }

        float[] drawn = Values(fresh);
        foreach (var (moved, old) in new[] { (treated.CriticParameters, plain.CriticParameters), (treated.TargetParameters, plain.TargetParameters) })
        {
            float[] a = Values(moved), b = Values(old);
            for (int i = 0; i < a.Length; i++) Assert.Equal((Keep * b[i]) + ((1 - Keep) * drawn[i]), a[i], 1e-6);
        }

        Assert.Equal(Values(plain.CriticOptimizer.Mean), Values(treated.CriticOptimizer.Mean));
        Assert.Equal(1, treated.ReadMetrics().CriticTreatments!.Value.Perturbations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gradient_of_L2_is_that_of_the_paper_before_the_clip(bool host)
    {
        const double Strength = 0.3;
        var settings = Agents.Small() with { GradientClip = 0 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        var kernels = host ? DeviceKernels.For(CPU, ScalarType.Float64) : DeviceKernels.Torch;
        using var scope = NewDisposeScope();
        using var plain = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, kernels);
        using var treated = new MultiTaskSac(
            settings with { CriticTreatments = new TreatmentSettings { L2Start = Strength } }, 3, CPU, ScalarType.Float64, kernels);
        using FlatParameters start = Copy(plain.CriticParameters), moved = Copy(plain.CriticParameters);
        moved.Vector.Tensor.add_(randn(moved.Vector.Tensor.shape, ScalarType.Float64, generator: new Generator(1)));
        plain.CriticParameters.CopyFrom(moved);
        treated.CriticParameters.CopyFrom(moved);
        plain.Update(batch, 0);
        treated.Update(batch, 0);
        var expected = plain.CriticOptimizer.Gradient.Vector.Tensor + (2 * Strength * (moved.Vector.Tensor - start.Vector.Tensor));
        Assert.InRange((treated.CriticOptimizer.Gradient.Vector.Tensor - expected).abs().max().item<double>(), 0, 1e-12);
        // The gradient's norm, as it is measured, is that of the whole loss.
        Assert.Equal(expected.square().sum().sqrt().item<double>(), treated.ReadMetrics().CriticGradientNorm, 1e-9);
    }

    [Fact]
    public void L2_keeps_a_network_near_the_start_of_its_last_reset()
    {
        var settings = Agents.Small() with { CriticLearningRate = 3e-3 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        double Distance(TreatmentSettings treatment)
        {
            using var scope = NewDisposeScope();
            using var agent = Agents.Create(settings with { CriticTreatments = treatment });
            Agents.Train(agent, batch, 0, 80);
            using var start = new FlatParameters(agent.CriticParameters.Layout, ScalarType.Float32, CPU);
            start.Start(new CounterRandom(7, LearnerStreams.CriticReset), 20);
            return (agent.CriticParameters.Vector.Tensor - start.Vector.Tensor).norm().item<float>();
        }

        var reset = new ResetSettings { Interval = 20, Last = 39 };
        Assert.InRange(Distance(new() { Reset = reset, L2Start = 100 }), 0, 0.3 * Distance(new() { Reset = reset }));
    }

    private static FlatParameters Copy(FlatParameters parameters)
    {
        var copy = new FlatParameters(parameters.Layout, ScalarType.Float64, CPU);
        copy.CopyFrom(parameters);
        return copy;
    }
}
