using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class AgentGroupTests
{
    private static readonly Dictionary<string, (SacSettings Settings, bool Together)> Kinds = new()
    {
        ["multi-head"] = (Small("multi-head", false, 2, false), true),
        ["one critic, norms and skips"] = (Small("multi-head", true, 1, false), true),
        ["three categorical critics"] = (Small("multi-head", false, 3, true), true),
        ["mlp, norms and skips"] = (Small("mlp", true, 2, false), true),
        ["mlp, one categorical critic"] = (Small("mlp", false, 1, true), true),
        ["task embedding, concatenated relu"] = (With(Small("mlp", false, 2, false), static network => network with { Activation = "crelu" }) with { TaskEmbedding = 8 }, true),
        ["treatments"] = (Small("multi-head", false, 2, false) with { ActorTreatments = new() { L2Start = 0.01, Redo = new() { Interval = 2 } } }, false),
        ["spectral norm"] = (With(Small("mlp", false, 2, false), static network => network with { SpectralNorm = true }), false),
        ["pcgrad"] = (Small("multi-head", false, 2, false) with { ActorOptimisation = TaskOptimisation.PcGrad, CriticOptimisation = TaskOptimisation.GradNorm }, false),
        ["soft-modules"] = (Small("soft-modules", true, 2, false), false),
        ["bro"] = (Small("bro", false, 2, true), false),
        ["moore"] = (Small("moore", false, 1, false), false),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_agent_has_the_bits_of_the_same_agent_alone(string kind)
    {
        var (settings, together) = Kinds[kind];
        var several = Several(settings);
        using var group = Begun(new AgentGroup(several, CPU));
        var alone = several.Select(static agent => new MultiTaskSac(agent.Settings, agent.Seed, CPU)).ToList();
        int threads = TorchRuntime.Threads;
        Assert.Equal(together && threads > 1 && (settings.Critics == 1 || threads <= settings.Critics), group.Together);
        for (ulong i = 0; i < 4; i++) Update(group, alone, i, _ => true);
        AssertSame(group, alone);

        // One stays behind, one goes on from a later state than the others, one begins again.
        for (ulong i = 4; i < 7; i++) Update(group, alone, i, static agent => agent != 1);
        AssertSame(group, alone);
        group[0].Load(alone[0].Save());
        for (ulong i = 7; i < 9; i++) alone[0].Update(Batch(several[0].Settings, 0, i), i);
        group[0].Load(alone[0].Save());
        alone[2].Dispose();
        alone[2] = new MultiTaskSac(several[2].Settings, several[2].Seed, CPU);
        group.Begin(2);
        AssertSame(group, alone);
        for (ulong i = 9; i < 12; i++) Update(group, alone, i, _ => true);
        AssertSame(group, alone);
        Assert.Equal([12, 7, 3], [group[0].Updates, group[1].Updates, group[2].Updates]);
        for (int agent = 0; agent < alone.Count; agent++)
        {
            // The first one's figures were read over other updates.
            if (agent > 0) Assert.Equal(alone[agent].ReadMetrics().CriticLoss, group[agent].ReadMetrics().CriticLoss);
            Assert.Equal(alone[agent].Policy().Values, group[agent].Policy().Values);
            alone[agent].Dispose();
        }
    }

    [Fact]
    public void Of_a_size_at_which_products_are_split_too()
    {
        var settings = Small("multi-head", false, 2, false) with { Tasks = 10, BatchPerTask = 128 };
        var several = Several(With(settings, static network => network with { Width = 256 }));
        using var group = Begun(new AgentGroup(several, CPU));
        var alone = several.Select(static agent => new MultiTaskSac(agent.Settings, agent.Seed, CPU)).ToList();
        for (ulong i = 0; i < 3; i++) Update(group, alone, i, _ => true);
        AssertSame(group, alone);
        foreach (var agent in alone) agent.Dispose();
    }

    [Theory]
    [InlineData("multi-head", true, true)]
    [InlineData("mlp", false, false, 8)]
    [InlineData("soft-modules", true, true)]
    [InlineData("paco", false, true)]
    [InlineData("care", false, false)]
    [InlineData("film", true, false)]
    [InlineData("moore", true, true)]
    [InlineData("bro", false, false, 8)]
    [InlineData("simba", false, true)]
    public void Passes_over_all_agents_compute_what_each_does_alone(string architecture, bool layerNorm, bool categorical, int embedding = 0)
    {
        // As on a GPU, in tensor operations; one agent does not take part in every update, and is computed all the same.
        var several = Several(Small(architecture, layerNorm, 2, categorical) with { TaskEmbedding = embedding });
        using var group = Begun(new AgentGroup(several, CPU, ScalarType.Float64, static () => DeviceKernels.Torch, together: true));
        var alone = several.Select(static agent => new MultiTaskSac(agent.Settings, agent.Seed, CPU, ScalarType.Float64, DeviceKernels.Torch)).ToList();
        for (ulong i = 0; i < 4; i++) Update(group, alone, i, agent => agent != 1 || i != 2);
        for (int agent = 0; agent < alone.Count; agent++)
        {
            foreach (var (a, b) in alone[agent].Save().Zip(group[agent].Save()))
                for (int i = 0; i < a.Values.Length; i++) Assert.Equal(a.Values[i], b.Values[i], 1e-7f);
            alone[agent].Dispose();
        }
    }

    [Fact]
    public void Agents_of_different_shapes_are_refused_by_the_settings_name()
    {
        var settings = Small("multi-head", false, 2, false);
        void Refused(SacSettings other, params string[] words)
        {
            string message = Assert.Throws<ArgumentException>(() => new AgentGroup([(settings, 1), (other, 2)], CPU)).Message;
            foreach (string word in words) Assert.Contains(word, message, StringComparison.Ordinal);
        }

        Refused(settings with { Critics = 3 }, "Critics", "2", "3");
        Refused(settings with { BatchPerTask = 4 }, "BatchPerTask");
        Refused(settings with { Critic = settings.Critic with { Width = 48 } }, "Critic Width", "32", "48");
        Refused(settings with { Categorical = new CategoricalSupport() }, "Categorical");
        Refused(settings with { ActorTreatments = new() { L2Start = 0.1 } }, "ActorTreatments");
        Refused(settings with { Gamma = 2 }, "gamma");
        using var group = Begun(new AgentGroup([(settings, 1), (settings with { Gamma = 0.9 }, 2)], CPU));
        Assert.Throws<ArgumentException>(() => group.Update([new TransitionBatch(settings)], [0]));
        Assert.Throws<ArgumentException>(() => group.Update([new TransitionBatch(3, 9, 39, 4), null], [0, 0]));
        Assert.Equal(0, group[0].Updates);
    }

    [Fact]
    public void Updates_of_a_group_leave_no_tensor_and_no_memory_behind()
    {
        long before = NativeTensors.Settled();
        var several = Several(Small("multi-head", true, 2, false));
        using (var group = Begun(new AgentGroup(several, CPU)))
        {
            TransitionBatch?[] batches = [.. several.Select((agent, i) => Batch(agent.Settings, i, 0))];
            ulong[] indices = new ulong[several.Length];
            for (int i = 0; i < 50; i++) group.Update(batches, indices);
            long tensors = NativeTensors.Settled(), allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 300; i++) group.Update(batches, indices);
            Assert.Equal(tensors, Tensor.TotalCount);
            Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 300, 0, 1024);
            for (int i = 0; i < 3; i++) group.Begin(i);
            Assert.Equal(tensors, NativeTensors.Settled());
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static AgentGroup Begun(AgentGroup group)
    {
        for (int i = 0; i < group.Count; i++) group.Begin(i);
        return group;
    }

    private static SacSettings Small(string architecture, bool layerNorm, int critics, bool categorical) =>
        Agents.Tiny(architecture, layerNorm, skip: layerNorm) with
        {
            Critics = critics, Categorical = categorical ? new CategoricalSupport(Bins: 21, Limit: 100) : null,
        };

    private static SacSettings With(SacSettings settings, Func<NetworkSettings, NetworkSettings> change) =>
        settings with { Actor = change(settings.Actor), Critic = change(settings.Critic) };

    // Seeds and whatever settings may differ.
    private static (SacSettings Settings, ulong Seed)[] Several(SacSettings settings) =>
    [
        (settings, 1),
        (settings with { ActorLearningRate = 1e-3, Gamma = 0.9, TaskWeights = true, GradientClip = 0.5 }, 2),
        (settings with { CriticLearningRate = 1e-4, Tau = 0.05, WeightDecay = 0.01, TargetEntropy = -2, RewardScale = 0.5, InitialTemperature = 0.5 }, 3),
    ];

    private static TransitionBatch Batch(SacSettings settings, int agent, ulong update)
    {
        var batch = new TransitionBatch(settings);
        var random = new CounterRandom((ulong)agent, 1);
        random.Uniform(batch.Observations, -1, 1, 10 * update);
        random.Uniform(batch.NextObservations, -1, 1, (10 * update) + 1);
        random.Uniform(batch.Actions, -1, 1, (10 * update) + 2);
        random.Uniform(batch.Rewards, 0, 10, (10 * update) + 3);
        batch.Terminated[update % 8] = 1;
        return batch;
    }

    private static void Update(AgentGroup group, List<MultiTaskSac> alone, ulong index, Func<int, bool> takesPart)
    {
        var batches = new TransitionBatch?[alone.Count];
        for (int i = 0; i < alone.Count; i++)
        {
            if (!takesPart(i)) continue;
            batches[i] = Batch(alone[i].Settings, i, index);
            alone[i].Update(batches[i]!, index);
        }

        group.Update(batches, [.. batches.Select(_ => index)]);
    }

    private static void AssertSame(AgentGroup group, List<MultiTaskSac> alone)
    {
        for (int i = 0; i < alone.Count; i++) Assert.Equal(Agents.Hash(alone[i]), Agents.Hash(group[i]));
    }
}
