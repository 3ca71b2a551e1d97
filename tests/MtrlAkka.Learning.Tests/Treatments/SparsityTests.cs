using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

public class SparsityTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Densities_are_those_of_Erdos_and_Renyi(double share)
    {
        (long Inputs, long Outputs, long Copies)[] kernels = [(46, 400, 2), (400, 400, 2), (400, 50, 6), (400, 1, 20), (10, 5, 2)];
        double[] densities = ErdosRenyi.Densities(kernels, share), sizes = [.. kernels.Select(static one => (double)one.Inputs * one.Outputs * one.Copies)];
        Assert.All(densities, static density => Assert.InRange(density, 1e-9, 1));
        Assert.Equal((1 - share) * sizes.Sum(), densities.Zip(sizes, static (a, b) => a * b).Sum(), 1e-6);
        // Where a kernel is not dense, n m density / (n + m) is one number; where it is, that number would be too large.
        double[] scaled = [.. densities.Select((density, i) => density * kernels[i].Inputs * kernels[i].Outputs / (kernels[i].Inputs + kernels[i].Outputs))];
        double epsilon = scaled.Where((_, i) => densities[i] < 1).First();
        for (int i = 0; i < densities.Length; i++)
        {
            if (densities[i] < 1) Assert.Equal(epsilon, scaled[i], 1e-9);
            else Assert.True(scaled[i] <= epsilon);
        }
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("moore")]
    [InlineData("bro")]
    public void What_has_no_connection_is_0_for_ever(string architecture)
    {
        const double Share = 0.7;
        var sparse = new TreatmentSettings
        {
            Sparsity = new SparsitySettings { Share = Share }, L2Start = 0.01, Redo = new RedoSettings { Interval = 3, Threshold = 0.5 },
            ShrinkAndPerturb = new ShrinkAndPerturbSettings { Interval = 8, Keep = 0.5 }, Reset = new ResetSettings { Interval = 9 },
        };
        var settings = Agents.Tiny(architecture) with { ActorTreatments = sparse, CriticTreatments = sparse, WeightDecay = 0.1 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        // Adam's moments are 0 at the start, everywhere.
        var start = agent.Save().Where(static one => !one.Name.StartsWith("adam", StringComparison.Ordinal)).ToList();
        foreach (string owner in new[] { "actor", "critic" })
        {
            var kernels = start.Where(one => one.Name.StartsWith($"{owner}/", StringComparison.Ordinal) && one.Name.EndsWith("kernel", StringComparison.Ordinal)).ToList();
            double zeros = kernels.Sum(static one => one.Values.Count(static value => value == 0)), all = kernels.Sum(static one => one.Values.Length);
            Assert.InRange(zeros / all, Share - 0.01, Share + 0.01);
        }

        using var dense = Agents.Create(Agents.Tiny(architecture));
        var others = dense.Save().ToDictionary(static one => one.Name, static one => one.Values);
        foreach (var array in start)
            for (int i = 0; i < array.Values.Length; i++) Assert.True(array.Values[i] == 0 || array.Values[i] == others[array.Name][i]);
        for (ulong i = 0; i < 20; i++)
        {
            agent.Update(batch, i);
            var now = agent.Save().ToDictionary(static one => one.Name, static one => one.Values);
            foreach (var array in start.Where(static one => one.Name.EndsWith("kernel", StringComparison.Ordinal)))
            {
                foreach (string prefix in array.Name.StartsWith("target", StringComparison.Ordinal) ? new[] { "" } : ["", "adam_mean/", "adam_square/"])
                {
                    float[] values = now[prefix + array.Name];
                    for (int k = 0; k < values.Length; k++)
                        if (array.Values[k] == 0) Assert.Equal(0, values[k]);
                }
            }
        }
    }

    [Fact]
    public void The_gradient_is_masked_before_its_norm_is_taken()
    {
        var settings = Agents.Small() with { CriticTreatments = new TreatmentSettings { Sparsity = new SparsitySettings { Share = 0.6 } } };
        using var agent = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
        agent.Update(UpdateBenchmark.RandomBatch(settings), 0);
        using var scope = NewDisposeScope();
        var gradient = agent.CriticOptimizer.Gradient.Vector.Tensor;
        Assert.Equal(0, (gradient * (1 - agent.CriticTreatment!.Mask!.Values.Vector.Tensor)).abs().max().item<double>());
        Assert.Equal(gradient.square().sum().sqrt().item<double>(), agent.ReadMetrics().CriticGradientNorm, 1e-9);
    }

    [Fact]
    public void Rewiring_replaces_the_least_connections_by_new_ones()
    {
        const int Members = 2, Inputs = 10, Outputs = 12;
        var layout = new ParameterLayout([new("layer_0/kernel", [Inputs, Outputs], ParameterStart.Normal(1)), new("layer_0/bias", [Outputs], ParameterStart.Normal(1))], Members);
        using var parameters = new FlatParameters(layout, ScalarType.Float64, CPU);
        parameters.Start(new CounterRandom(1, 1));
        using var optimizer = new AdamOptimizer(new AdamSettings(1e-3, 0.9, 0.999, 1e-8, 0, 0), DeviceKernels.Torch.Optimizer, parameters);
        optimizer.Mean.Vector.Tensor.fill_(1);
        optimizer.Square.Vector.Tensor.fill_(1);
        var settings = new SparsitySettings { Share = 0.5, RewireInterval = 4, RewireShare = 0.25 };
        using var mask = new SparseMask(settings, parameters, new CounterRandom(1, 2), new CounterRandom(1, 3));
        mask.Apply(parameters);
        using var scope = NewDisposeScope();
        double[] Of(FlatParameters vector) => vector.View(0).contiguous().data<double>().ToArray();
        double[] connected = Of(mask.Values), weights = Of(parameters);
        Assert.False(mask.IsDue(3));
        Assert.True(mask.IsDue(8));
        Assert.Equal(Members * 15, mask.Rewire(4, parameters, optimizer));
        double[] later = Of(mask.Values), after = Of(parameters);
        for (int member = 0; member < Members; member++)
        {
            int[] places = [.. Enumerable.Range(member * Inputs * Outputs, Inputs * Outputs)];
            int[] live = [.. places.Where(place => connected[place] == 1)], cut = [.. live.Where(place => later[place] == 0)];
            int[] made = [.. places.Where(place => connected[place] == 0 && later[place] == 1)];
            Assert.Equal((60, 15, 15), (live.Length, cut.Length, made.Length));
            Assert.Equal(live.OrderBy(place => Math.Abs(weights[place])).Take(15).Order(), cut);
            foreach (int place in places)
            {
                bool changed = connected[place] != later[place];
                Assert.Equal(changed ? 0 : weights[place], after[place]);
                Assert.Equal(changed ? 0 : 1, Of(optimizer.Mean)[place]);
                Assert.Equal(changed ? 0 : 1, Of(optimizer.Square)[place]);
            }
        }

        Assert.Equal(1, optimizer.Mean.View(1).min().item<double>());
        Assert.Equal(1, mask.Values.View(1).min().item<double>());
    }

    [Fact]
    public void A_rewired_agent_has_its_mask_in_its_state_and_a_fixed_one_not()
    {
        SacSettings Of(long interval) => Agents.Small() with { CriticTreatments = new() { Sparsity = new SparsitySettings { Share = 0.5, RewireInterval = interval } } };
        using MultiTaskSac still = Agents.Create(Of(0)), rewired = Agents.Create(Of(5));
        bool HasMask(MultiTaskSac agent) => agent.Save().Any(static one => one.Name.StartsWith("mask/critic/", StringComparison.Ordinal));
        Assert.False(HasMask(still));
        Assert.True(HasMask(rewired));
        Agents.Train(rewired, UpdateBenchmark.RandomBatch(Of(5)), 0, 5);
        var state = rewired.Save().ToDictionary(static one => one.Name, static one => one.Values);
        foreach (string name in state.Keys.Where(static one => one.StartsWith("mask/", StringComparison.Ordinal)))
        {
            float[] weights = state[name["mask/".Length..]], mask = state[name];
            for (int i = 0; i < mask.Length; i++) Assert.True(mask[i] == 1 || weights[i] == 0);
        }
    }
}
