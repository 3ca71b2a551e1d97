using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class MultiTaskSacTests
{
    [Theory]
    [InlineData(false, false, "multi-head")]
    [InlineData(true, false, "multi-head")]
    [InlineData(false, true, "multi-head")]
    [InlineData(true, true, "multi-head")]
    [InlineData(true, true, "mlp")]
    public void Both_kinds_of_kernels_give_one_result(bool layerNorm, bool skip, string architecture)
    {
        // 46 columns: not a whole number of registers, and equal to the critic's input, so that its first layer skips too.
        var settings = Agents.Small(width: 46, layerNorm, skip, architecture) with { WeightDecay = 0.1, RewardScale = 0.5 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        batch.Terminated[3] = 1;
        var hosts = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
        var tensors = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.Torch);
        using (hosts)
        using (tensors)
        {
            Agents.Train(hosts, batch, 0, 5);
            Agents.Train(tensors, batch, 0, 5);
            foreach (var (a, b) in hosts.Save().Zip(tensors.Save()))
                for (int i = 0; i < a.Values.Length; i++) Assert.Equal(a.Values[i], b.Values[i], 1e-7f);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_critics_fit_a_fixed_batch(bool layerNorm, bool skip)
    {
        var settings = Agents.Small(64, layerNorm, skip) with { Gamma = 0 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        agent.Update(batch, 0);
        double first = agent.ReadMetrics().CriticLoss;
        Agents.Train(agent, batch, 1, 300);
        agent.ReadMetrics();
        agent.Update(batch, 300);
        Assert.InRange(agent.ReadMetrics().CriticLoss, 0, first / 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_policy_finds_the_best_action_of_each_task(bool categorical)
    {
        // One-step episodes: the reward is least far from a goal that only the task tells.
        var settings = Agents.Small(64) with { BatchPerTask = 32, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, TemperatureLearningRate = 1e-2 };
        if (categorical) settings = settings with { Categorical = new CategoricalSupport(Limit: 100), CriticLearningRate = 3e-3 };
        float[] goals = [-0.6f, 0, 0.6f];
        var batch = UpdateBenchmark.RandomBatch(settings);
        Array.Fill(batch.Terminated, 1);
        using var agent = Agents.Create(settings);
        for (ulong i = 0; i < 3000; i++)
        {
            new CounterRandom(5, 1).Uniform(batch.Actions, -1, 1, i);
            for (int row = 0; row < batch.Rows; row++)
            {
                float goal = goals[row / batch.BatchPerTask];
                batch.Rewards[row] = -10 * batch.Actions.AsSpan(row * 4, 4).ToArray().Sum(action => (action - goal) * (action - goal));
            }

            agent.Update(batch, i);
        }

        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        float[] actions = new float[3 * 4];
        policy.Act(batch.Observations.AsSpan(0, 3 * 39), [0, 1, 2], [], actions);
        for (int i = 0; i < actions.Length; i++) Assert.InRange(actions[i], goals[i / 4] - 0.25f, goals[i / 4] + 0.25f);
    }

    [Fact]
    public void Networks_start_as_the_reference_does()
    {
        using var agent = Agents.Create(Agents.Small(width: 100));
        var state = agent.Save().ToDictionary(static array => array.Name, static array => array.Values);
        void Uniform(string name, double bound)
        {
            Assert.All(state[name], value => Assert.InRange(value, -bound, bound));
            Assert.InRange(state[name].Max(), 0.8 * bound, bound);
            Assert.InRange(state[name].Min(), -bound, -0.8 * bound);
        }

        Uniform("actor/layer_0/kernel", Math.Sqrt(6.0 / 42));
        Uniform("critic/layer_0/kernel", Math.Sqrt(6.0 / 46));
        Uniform("critic/layer_1/kernel", Math.Sqrt(6.0 / 100));
        Uniform("actor/head/kernel", 1e-3);
        Uniform("critic/head/kernel", 3e-3);
        Assert.All(state["actor/layer_0/bias"], static value => Assert.Equal(0, value));
        Assert.Equal(state["critic/layer_1/kernel"], state["target/layer_1/kernel"]);
        Assert.Equal(0, state["log_alpha"].Max());
        var critics = state["critic/layer_1/kernel"];
        Assert.NotEqual(critics[..10_000], critics[10_000..]);
    }

    [Fact]
    public void The_temperatures_have_a_decay_of_their_own()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac usual = Agents.Create(settings), other = Agents.Create(settings with { TemperatureBeta1 = 0.5 });
        usual.Update(batch, 0);
        other.Update(batch, 0);
        foreach (var (a, b) in usual.Save().Zip(other.Save()))
        {
            // The first step's mean is (1 - beta 1) gradient, and its correction takes that factor away again.
            float factor = a.Name == "adam_mean/log_alpha" ? 5 : 1;
            for (int i = 0; i < a.Values.Length; i++) Assert.Equal(factor * a.Values[i], b.Values[i], 1e-6f);
        }
    }

    [Fact]
    public void Bad_settings_and_batches_are_refused_by_name()
    {
        var settings = Agents.Small();
        Assert.Contains("gamma", Refused(settings with { Gamma = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("width", Refused(settings with { Actor = new NetworkSettings { Width = 0 } }), StringComparison.Ordinal);
        Assert.Contains("bins", Refused(settings with { Categorical = new CategoricalSupport(Bins: 1) }), StringComparison.Ordinal);
        Assert.Contains("transformer", Refused(settings with { Critic = new NetworkSettings { Architecture = "transformer" } }), StringComparison.Ordinal);
        Assert.Contains("parameter sets", Refused(settings with { Actor = new NetworkSettings { ParameterSets = -1 } }), StringComparison.Ordinal);
        Assert.Contains("attention temperature", Refused(settings with { Critic = new NetworkSettings { AttentionTemperature = 0 } }), StringComparison.Ordinal);
        using var agent = Agents.Create(settings);
        Assert.Throws<ArgumentException>(() => agent.Update(new TransitionBatch(3, 9, 39, 4), 0));
    }

    [Fact]
    public void The_updates_operations_are_counted_as_in_the_reference()
    {
        static double Giga(int width)
        {
            var network = new NetworkSettings { Width = width };
            return UpdateBenchmark.Flops(new SacSettings { Tasks = 10, Actor = network, Critic = network }) / 1e9;
        }

        Assert.Equal(14.0, Giga(400), 0.05);
        Assert.Equal(88.2, Giga(1024), 0.05);
        Assert.Equal(348, Giga(2048), 0.5);
    }

    private static string Refused(SacSettings settings) => Assert.Throws<ArgumentException>(() => Agents.Create(settings)).Message;
}
