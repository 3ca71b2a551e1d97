using MtrlAkka.Numerics;

namespace MtrlAkka.Learning.Tests;

public class PolicyNetworkTests
{
    [Theory]
    [InlineData(false, false, "multi-head")]
    [InlineData(true, true, "multi-head")]
    [InlineData(true, false, "mlp")]
    [InlineData(true, true, "soft-modules")]
    [InlineData(true, true, "paco")]
    [InlineData(false, true, "care")]
    [InlineData(true, false, "film")]
    [InlineData(true, true, "moore")]
    [InlineData(false, false, "bro")]
    [InlineData(false, false, "simba")]
    public void A_row_gets_the_same_action_whatever_rows_stand_beside_it(bool layerNorm, bool skip, string architecture)
    {
        var settings = Agents.Tiny(architecture, layerNorm, skip);
        NetworkSettings wide = settings.Actor with { Width = 50 };
        settings = settings with { Actor = wide, Critic = wide };
        using var agent = Agents.Create(settings);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 20);
        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        const int Rows = 11;
        float[] observations = new float[Rows * 39], noise = new float[Rows * 4], together = new float[Rows * 4], alone = new float[4];
        new CounterRandom(1, 1).Normal(observations, 0);
        new CounterRandom(1, 1).Normal(noise, 1);
        int[] tasks = [.. Enumerable.Range(0, Rows).Select(static i => i % 3)];
        policy.Act(observations, tasks, noise, together);
        for (int row = 0; row < Rows; row++)
        {
            policy.Act(observations.AsSpan(row * 39, 39), tasks.AsSpan(row, 1), noise.AsSpan(row * 4, 4), alone);
            Assert.Equal(together[(row * 4)..((row * 4) + 4)], alone);
        }

        Assert.All(together, static action => Assert.InRange(action, -1, 1));
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        var settings = Agents.Small();
        using var policy = new PolicyNetwork(settings);
        Assert.Throws<InvalidOperationException>(() => policy.Act(new float[39], [0], [], new float[4]));
        Assert.Throws<ArgumentException>(() => policy.Load(new PolicyWeights(0, new float[3])));
        using var agent = Agents.Create(settings);
        policy.Load(agent.Policy());
        Assert.Equal(0, policy.Version);
        Assert.Throws<ArgumentException>(() => policy.Act(new float[38], [0], [], new float[4]));
        Assert.Throws<ArgumentException>(() => policy.Act(new float[39], [3], [], new float[4]));
    }
}
