using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>The options that BRC brought, in agents of every kind that can have them.</summary>
public class BrcOptionTests
{
    public static TheoryData<string, string, bool> Variants => new()
    {
        { "mlp", "mlp", false }, { "mlp", "mlp", true }, { "bro", "bro", true }, { "bro", "bro", false }, { "simba", "mlp", true }, { "mlp", "simba", false },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string actor, string critic, bool categorical)
    {
        var settings = Settings(actor, critic, categorical) with { CriticLearningRate = 3e-3 };
        var batch = Batch(settings);
        using var agent = Agents.Create(settings);
        agent.Update(batch, 0);
        double first = agent.ReadMetrics().CriticLoss;
        Agents.Train(agent, batch, 1, 59);
        agent.ReadMetrics();
        agent.Update(batch, 59);
        var last = agent.ReadMetrics();
        Assert.InRange(last.CriticLoss, 0, 0.95 * first);
        Assert.Single(last.Temperatures);
        Assert.Equal((20 + (last.Temperatures[0] * 100)) / 10, last.RewardDivisors[0], 1e-3);
        Assert.Equal(double.PositiveInfinity, last.RewardDivisors[2]);
        Assert.All(agent.Save(), static array => Assert.All(array.Values, static value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_kinds_of_kernels_give_one_result(string actor, string critic, bool categorical)
    {
        var settings = Settings(actor, critic, categorical) with { RewardScale = 0.5, GradientClip = 1 };
        var batch = Batch(settings);
        batch.Terminated[3] = 1;
        Agents.AssertKernelsAgree(settings, batch);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void An_agent_goes_on_from_a_stored_state_to_the_last_bit(string actor, string critic, bool categorical)
    {
        var settings = Settings(actor, critic, categorical);
        var batch = Batch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        var state = whole.Save();
        Assert.Equal(["critic", "target", "adam_mean/critic", "adam_square/critic"], state.Where(static one => one.Name.EndsWith("/embedding", StringComparison.Ordinal)).Select(static one => one.Name[..^10]));
        Assert.Equal(state.Count, state.DistinctBy(static one => one.Name).Count());
        Agents.Train(whole, batch, 10, 20);
        using var resumed = Agents.Create(settings);
        resumed.Load(state);
        Agents.Train(resumed, batch, 10, 20);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
        using var other = Agents.Create(settings with { TaskEmbedding = 5 });
        Assert.Contains("elements", Assert.Throws<InvalidDataException>(() => other.Load(state)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlp", true)]
    [InlineData("mlp", false)]
    [InlineData("bro", true)]
    public void Updates_leave_no_tensor_behind(string architecture, bool host)
    {
        var settings = Settings(architecture, architecture, categorical: true);
        var batch = Batch(settings);
        long before = NativeTensors.Settled();
        using (var agent = new MultiTaskSac(
            settings, 1, CPU, ScalarType.Float32, host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch))
        {
            Agents.Train(agent, batch, 0, 20);
            long tensors = NativeTensors.Settled(), allocated = GC.GetAllocatedBytesForCurrentThread();
            Agents.Train(agent, batch, 20, 120);
            if (host && architecture == "mlp") Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 100, 0, 512);
            Assert.Equal(tensors, NativeTensors.Settled());
        }

        Assert.Equal(before, NativeTensors.Settled());
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("bro")]
    public void A_policy_is_published_and_restored_with_its_embedding(string architecture)
    {
        var settings = Settings(architecture, architecture, categorical: true);
        using var agent = Agents.Create(settings);
        Agents.Train(agent, Batch(settings), 0, 3);
        var published = agent.Policy();
        Assert.Equal(published.Values, PolicyWeights.FromState(settings, agent.Save()).Values);
        var network = SacNetworks.Actor(settings, DeviceKernels.Torch.Layers);
        using var forward = new EmbeddedForward(network, CriticEmbedding.Layout(settings));
        forward.Load(published.Values);
        Assert.Throws<ArgumentException>(() => forward.Load(new float[network.Layout.Length]));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("bro")]
    public void The_embedding_alone_tells_the_policy_its_task(string architecture)
    {
        // One-step episodes, and nothing to see: the reward is least far from a goal that only the task tells.
        var network = new NetworkSettings { Architecture = architecture, Width = 64, Depth = 1 };
        var settings = new SacSettings
        {
            Tasks = 3, BatchPerTask = 32, TaskEmbedding = 4, Actor = network, Critic = network, TemperatureShared = true, TemperatureLoss = TemperatureLoss.Alpha,
            InitialTemperature = 0.1, LogStdMin = -5, ActorLearningRate = 3e-3, CriticLearningRate = 3e-3, TemperatureLearningRate = 1e-2,
        };
        float[] goals = [-0.6f, 0, 0.6f];
        var batch = UpdateBenchmark.RandomBatch(settings);
        Array.Fill(batch.Terminated, 1);
        Array.Clear(batch.Observations);
        using var agent = Agents.Create(settings);
        for (ulong i = 0; i < 1000; i++)
        {
            new Numerics.CounterRandom(5, 1).Uniform(batch.Actions, -1, 1, i);
            for (int row = 0; row < batch.Rows; row++)
            {
                float goal = goals[row / batch.BatchPerTask];
                batch.Rewards[row] = -10 * batch.Actions.AsSpan(row * 4, 4).ToArray().Sum(action => (action - goal) * (action - goal));
            }

            agent.Update(batch, i);
        }

        using var policy = new PolicyNetwork(settings);
        policy.Load(PolicyWeights.FromState(settings, agent.Save()));
        float[] actions = new float[3 * 4], alone = new float[4];
        policy.Act(batch.Observations.AsSpan(0, 3 * 39), [0, 1, 2], [], actions);
        for (int i = 0; i < actions.Length; i++) Assert.InRange(actions[i], goals[i / 4] - 0.25f, goals[i / 4] + 0.25f);
        policy.Act(batch.Observations.AsSpan(2 * 39, 39), [2], [], alone);
        Assert.Equal(actions[8..], alone);
    }

    [Fact]
    public void A_loss_linear_in_the_temperature_has_its_slope()
    {
        var settings = Settings("mlp", "mlp", categorical: false) with { InitialTemperature = 0.3, TemperatureShared = false };
        var batch = Batch(settings);
        using MultiTaskSac logarithm = Agents.Create(settings with { TemperatureLoss = TemperatureLoss.LogAlpha }), linear = Agents.Create(settings);
        logarithm.Update(batch, 0);
        linear.Update(batch, 0);
        float[] one = Mean(logarithm), other = Mean(linear);
        for (int task = 0; task < 3; task++) Assert.Equal(0.3f * one[task], other[task], 1e-6f);

        // The slope is that of the loss: the entropy's distance from its target, times the temperature.
        using var shared = Agents.Create(settings with { TemperatureShared = true });
        shared.Update(batch, 0);
        var figures = shared.ReadMetrics();
        double loss = 0.3 * (figures.Entropy - settings.TargetEntropy);
        Assert.Equal(loss, figures.TemperatureLoss, 1e-5);
        Assert.Equal(loss, Mean(shared)[0] / (1 - settings.TemperatureBeta1), 1e-5);

        static float[] Mean(MultiTaskSac agent) => agent.Save().Single(static array => array.Name == "adam_mean/log_alpha").Values;
    }

    [Fact]
    public void One_task_needs_neither_embedding_nor_one_hot()
    {
        var network = new NetworkSettings { Architecture = "mlp", Width = 20, Depth = 1 };
        var settings = new SacSettings { Tasks = 1, BatchPerTask = 8, TaskEmbedding = 32, Actor = network, Critic = network };
        using var agent = Agents.Create(settings);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 3);
        var state = agent.Save().ToDictionary(static array => array.Name);
        Assert.Equal([39, 20], state["actor/layer_0/kernel"].Shape);
        Assert.Equal([2, 43, 20], state["critic/layer_0/kernel"].Shape);
        Assert.DoesNotContain("critic/embedding", state.Keys);
        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        policy.Act(new float[39], [0], [], new float[4]);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_by_name()
    {
        var settings = Settings("mlp", "mlp", categorical: false);
        foreach (string architecture in NetworkSettings.Architectures.Except(NetworkSettings.WithoutOneHot))
        {
            Assert.Contains($"actor: {architecture} needs the one-hot", Refused(settings with { Actor = settings.Actor with { Architecture = architecture } }));
            Assert.Contains($"critic: {architecture} needs the one-hot", Refused(settings with { Critic = settings.Critic with { Architecture = architecture } }));
        }

        Assert.Contains("task weights", Refused(settings with { TaskWeights = true }));
        Assert.Contains("size", Refused(settings with { TaskEmbedding = -1 }));
        Assert.Contains("gamma", Refused(settings with { Gamma = 1 }));

        static string Refused(SacSettings settings) => Assert.Throws<ArgumentException>(() => Agents.Create(settings)).Message;
    }

    private static SacSettings Settings(string actor, string critic, bool categorical) => new()
    {
        Tasks = 3,
        BatchPerTask = 8,
        TaskEmbedding = 6,
        Actor = new NetworkSettings { Architecture = actor, Width = 32, Depth = 2 },
        Critic = new NetworkSettings { Architecture = critic, Width = 32, Depth = 2 },
        Categorical = categorical ? new CategoricalSupport(51) : null,
        ReturnLimit = 10,
        TargetEntropy = -2,
        TemperatureShared = true,
        TemperatureLoss = TemperatureLoss.Alpha,
        WeightDecay = 1e-4,
    };

    /// <summary>The last task has not ended an episode yet.</summary>
    private static TransitionBatch Batch(SacSettings settings)
    {
        var batch = UpdateBenchmark.RandomBatch(settings);
        (batch.ReturnExtents[0], batch.ReturnExtents[1], batch.ReturnExtents[2]) = (20, 40, float.PositiveInfinity);
        return batch;
    }
}
