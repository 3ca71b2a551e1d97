using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Treatments;

/// <summary>What all treatments owe, for every architecture.</summary>
public class TreatmentGridTests
{
    /// <summary>Every treatment, some together; those of one kind that act at intervals meet at update 18.</summary>
    private static readonly Dictionary<string, Func<SacSettings, SacSettings>> Treatments = new()
    {
        ["l2-start, redo"] = With(static one => one with { L2Start = 1e-3, Redo = new RedoSettings { Interval = 6, Threshold = 0.3 } }),
        ["reset"] = With(static one => one with { Reset = new ResetSettings { Interval = 9, Last = 20 } }),
        ["reset heads, shrink-and-perturb"] = With(static one => one with
        {
            Reset = new ResetSettings { Interval = 9, Part = "heads", Last = 20 },
            ShrinkAndPerturb = new ShrinkAndPerturbSettings { Interval = 18, Keep = 0.9 },
        }),
        ["sparsity"] = With(static one => one with { Sparsity = new SparsitySettings { Share = 0.5 } }),
        ["rewiring"] = With(static one => one with { Sparsity = new SparsitySettings { Share = 0.3, RewireInterval = 6 } }),
        ["crelu"] = static settings => Networks(settings, static network => network with { Activation = "crelu" }),
        ["spectral-norm"] = static settings => Networks(settings, static network => network with { SpectralNorm = true }),
        ["all"] = static settings => With(static one => new TreatmentSettings
        {
            L2Start = 1e-3,
            Redo = new RedoSettings { Interval = 6, Threshold = 0.1 },
            Reset = new ResetSettings { Interval = 9, Part = "heads", Last = 10 },
            ShrinkAndPerturb = new ShrinkAndPerturbSettings { Interval = 12, Keep = 0.95 },
            Sparsity = new SparsitySettings { Share = 0.3, RewireInterval = 6 },
        })(Networks(settings, static network => network with { Activation = "crelu", SpectralNorm = true })),
    };

    public static TheoryData<string, string> Grid
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string architecture in NetworkSettings.Architectures)
                foreach (string treatment in Treatments.Keys) data.Add(architecture, treatment);
            return data;
        }
    }

    public static TheoryData<string, string> Resumed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string treatment in Treatments.Keys) data.Add("multi-head", treatment);
            foreach (string architecture in NetworkSettings.Architectures.Where(static one => one != "multi-head")) data.Add(architecture, "all");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string architecture, string treatment) =>
        Agents.FitFixedBatch(Treatments[treatment](Agents.Tiny(architecture) with { CriticLearningRate = 3e-3 }));

    [Theory]
    [MemberData(nameof(Resumed))]
    public void An_agent_goes_on_from_a_stored_state_to_the_last_bit(string architecture, string treatment)
    {
        var settings = Treatments[treatment](Agents.Tiny(architecture));
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        var state = whole.Save();
        Agents.Train(whole, batch, 10, 19);
        string hash = Agents.Hash(whole);
        using var resumed = Agents.Create(settings);
        resumed.Load(state);
        Agents.Train(resumed, batch, 10, 19);
        Assert.Equal(hash, Agents.Hash(resumed));
        // One that went on goes back.
        whole.Load(state);
        Agents.Train(whole, batch, 10, 19);
        Assert.Equal(hash, Agents.Hash(whole));
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("soft-modules")]
    public void Two_agents_of_one_seed_stay_equal_to_the_last_bit(string architecture)
    {
        var settings = Treatments["all"](Agents.Tiny(architecture));
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac one = Agents.Create(settings), same = Agents.Create(settings), other = Agents.Create(settings, seed: 8);
        foreach (var agent in new[] { one, same, other }) Agents.Train(agent, batch, 0, 19);
        Assert.Equal(Agents.Hash(one), Agents.Hash(same));
        Assert.NotEqual(Agents.Hash(one), Agents.Hash(other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Updates_leave_no_tensor_behind_and_allocate_nothing(bool host)
    {
        // Five hundred updates with what happens at intervals, then a hundred between two of them.
        var settings = Treatments["all"](Agents.Small());
        settings = With(static one => one with
        {
            Redo = one.Redo with { Interval = 500 }, Reset = one.Reset with { Interval = 500, Last = 0 },
            ShrinkAndPerturb = one.ShrinkAndPerturb with { Interval = 250 }, Sparsity = one.Sparsity with { RewireInterval = 250 },
        })(settings);
        var batch = UpdateBenchmark.RandomBatch(settings);
        long before = NativeTensors.Settled();
        using (var agent = new MultiTaskSac(
            settings, 1, CPU, ScalarType.Float32, host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch))
        {
            Agents.Train(agent, batch, 0, 20);
            long tensors = NativeTensors.Settled();
            Agents.Train(agent, batch, 20, 505);
            Assert.Equal(tensors, Tensor.TotalCount);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Agents.Train(agent, batch, 505, 605);
            if (host) Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 100, 0, 512);
            var metrics = agent.ReadMetrics();
            Assert.Equal((2, 1), (metrics.ActorTreatments!.Value.Perturbations, metrics.ActorTreatments.Value.Resets));
            Assert.Equal((2, 1), (metrics.CriticTreatments!.Value.Perturbations, metrics.CriticTreatments.Value.Resets));
            Assert.NotEqual(0, metrics.CriticTreatments.Value.RewiredWeights);
            Assert.Equal(default(TreatmentCounts), agent.ReadMetrics().CriticTreatments);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Actor_and_critics_are_treated_each_by_themselves()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        var reset = new TreatmentSettings { Reset = new ResetSettings { Interval = 5 } };
        using MultiTaskSac plain = Agents.Create(settings), treated = Agents.Create(settings with { CriticTreatments = reset });
        Agents.Train(plain, batch, 0, 5);
        Agents.Train(treated, batch, 0, 5);
        var state = treated.Save().ToDictionary(static one => one.Name, static one => one.Values);
        foreach (var array in plain.Save())
        {
            bool critics = array.Name.Contains("critic/", StringComparison.Ordinal) || array.Name.StartsWith("target/", StringComparison.Ordinal);
            if (critics) Assert.NotEqual(array.Values, state[array.Name]);
            else Assert.Equal(array.Values, state[array.Name]);
        }

        var metrics = treated.ReadMetrics();
        Assert.Null(metrics.ActorTreatments);
        Assert.Equal(new TreatmentCounts(0, 1, 0, 0), metrics.CriticTreatments);
    }

    [Fact]
    public void What_cannot_be_done_to_a_network_is_refused()
    {
        string Refused(TreatmentSettings treatment, NetworkSettings? network = null) => Assert.Throws<ArgumentException>(
            () => (Agents.Small() with { Critic = network ?? new(), CriticTreatments = treatment }).Validate()).Message;
        var redo = new TreatmentSettings { Redo = new RedoSettings { Interval = 1 } };
        Assert.Contains("critic: ReDo", Refused(redo, new NetworkSettings { Skip = true }), StringComparison.Ordinal);
        Assert.Contains("moore of depth 1", Refused(redo, new NetworkSettings { Architecture = "moore", Depth = 1 }), StringComparison.Ordinal);
        Assert.Contains("all, heads, not 'tail'", Refused(new() { Reset = new ResetSettings { Part = "tail" } }), StringComparison.Ordinal);
        Assert.Contains("[0, 1), not 1", Refused(new() { Sparsity = new SparsitySettings { Share = 1 } }), StringComparison.Ordinal);
        Assert.Contains("share of sparsity", Refused(new() { Sparsity = new SparsitySettings { RewireInterval = 5 } }), StringComparison.Ordinal);
        Assert.Contains("threshold", Refused(new() { Redo = new RedoSettings { Threshold = -1 } }), StringComparison.Ordinal);
        Assert.Contains("keeps", Refused(new() { ShrinkAndPerturb = new ShrinkAndPerturbSettings { Keep = 2 } }), StringComparison.Ordinal);
        Assert.Contains("strength", Refused(new() { L2Start = -1 }), StringComparison.Ordinal);
        (Agents.Small() with { Critic = new NetworkSettings { Architecture = "bro", Skip = true }, CriticTreatments = redo }).Validate();
    }

    private static Func<SacSettings, SacSettings> With(Func<TreatmentSettings, TreatmentSettings> treat) => settings => settings with
    {
        ActorTreatments = treat(settings.ActorTreatments), CriticTreatments = treat(settings.CriticTreatments),
    };

    private static SacSettings Networks(SacSettings settings, Func<NetworkSettings, NetworkSettings> change) =>
        settings with { Actor = change(settings.Actor), Critic = change(settings.Critic) };
}
