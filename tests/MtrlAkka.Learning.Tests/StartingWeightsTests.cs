using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Agents that start from given weights, with what depends on a start.</summary>
public class StartingWeightsTests
{
    private static readonly TreatmentSettings Pulled = new() { L2Start = 0.1 };

    [Fact]
    public void L2_pulls_to_the_weights_that_were_given()
    {
        var settings = Agents.Small();
        var given = Given(settings);
        string Updated(TreatmentSettings treatments, int updates)
        {
            using var agent = Started(settings with { ActorTreatments = treatments, CriticTreatments = treatments }, given);
            Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, (ulong)updates);
            return Agents.Hash(agent.Save().Where(static array => !array.Name.StartsWith("start/", StringComparison.Ordinal)));
        }

        // At the start there is nothing to pull, behind it there is.
        Assert.Equal(Updated(new TreatmentSettings(), 1), Updated(Pulled, 1));
        Assert.NotEqual(Updated(new TreatmentSettings(), 3), Updated(Pulled, 3));
    }

    [Theory]
    [InlineData("multi-head", false)]
    [InlineData("bro", true)]
    public void A_started_agent_goes_on_from_its_state_to_the_last_bit(string architecture, bool embedding)
    {
        var treatments = new TreatmentSettings
        {
            L2Start = 0.1, Sparsity = new SparsitySettings { Share = 0.4, RewireInterval = 3 }, Reset = new ResetSettings { Interval = 4, Part = "heads" },
        };
        var settings = Agents.Tiny(architecture) with { ActorTreatments = treatments, CriticTreatments = treatments, TaskEmbedding = embedding ? 5 : 0 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Started(settings, Given(settings));
        Agents.Train(whole, batch, 0, 6);
        var state = whole.Save();
        Assert.Contains(state, static array => array.Name.StartsWith("start/critic/", StringComparison.Ordinal));
        Agents.Train(whole, batch, 6, 12);
        using var resumed = Agents.Create(settings);
        resumed.Load(state);
        Agents.Train(resumed, batch, 6, 12);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
    }

    [Fact]
    public void A_drawn_agent_that_loads_forgets_a_given_start()
    {
        var settings = Agents.Small() with { ActorTreatments = Pulled, CriticTreatments = Pulled };
        using MultiTaskSac drawn = Agents.Create(settings), other = Started(settings, Given(settings));
        other.Load(drawn.Save());
        Agents.Train(drawn, UpdateBenchmark.RandomBatch(settings), 0, 3);
        Agents.Train(other, UpdateBenchmark.RandomBatch(settings), 0, 3);
        Assert.Equal(Agents.Hash(drawn), Agents.Hash(other));
    }

    [Fact]
    public void A_sparse_network_keeps_what_it_connects()
    {
        var treatments = new TreatmentSettings { Sparsity = new SparsitySettings { Share = 0.5 } };
        var settings = Agents.Small() with { ActorTreatments = treatments };
        var given = Given(Agents.Small());
        using var agent = Started(settings, given);
        float[] kernel = Kernel(agent.Save()), dense = Kernel(given.Arrays);
        Assert.InRange(kernel.Count(static weight => weight == 0), kernel.Length / 4, 3 * kernel.Length / 4);
        Assert.All(kernel.Zip(dense), static pair => Assert.True(pair.Item1 == 0 || pair.Item1 == pair.Item2));

        static float[] Kernel(IEnumerable<NamedArray> arrays) => arrays.Single(static array => array.Name == "actor/layer_1/kernel").Values;
    }

    // The weights of another agent that has learned a little.
    private static StartingWeights Given(SacSettings settings)
    {
        using var agent = new MultiTaskSac(settings, 99, CPU);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 2);
        var names = StartingWeights.Expected(settings).Select(static spec => spec.Name).ToHashSet();
        return StartingWeights.Of(settings, [.. agent.Save().Where(array => names.Contains(array.Name))]);
    }

    private static MultiTaskSac Started(SacSettings settings, StartingWeights weights)
    {
        var agent = Agents.Create(settings);
        agent.Start(weights);
        return agent;
    }
}
