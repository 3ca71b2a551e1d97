namespace MtrlAkka.Learning.Tests;

public class ReproducibilityTests
{
    [Theory]
    [InlineData(64, false)]
    [InlineData(200, true)]
    public void Two_agents_of_one_seed_stay_equal_to_the_last_bit(int width, bool layerNorm)
    {
        var settings = Agents.Small(width, layerNorm) with { BatchPerTask = 32 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        var hashes = new List<string>();
        var displaced = new List<float[]>();
        for (int i = 0; i < 3; i++)
        {
            using var agent = Agents.Create(settings);
            Agents.Train(agent, batch, 0, 50);
            hashes.Add(Agents.Hash(agent));
            displaced.Add(GC.AllocateArray<float>(1000 + (37 * i), pinned: true));
        }

        Assert.Single(hashes.Distinct());
        using var other = Agents.Create(settings, seed: 8);
        Agents.Train(other, batch, 0, 50);
        Assert.DoesNotContain(Agents.Hash(other), hashes);
    }

    [Theory]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void Graph_networks_too_go_on_from_a_stored_state_to_the_last_bit(string architecture)
    {
        var network = new NetworkSettings { Architecture = architecture, Width = 64, LayerNorm = true };
        var settings = new SacSettings { Tasks = 3, BatchPerTask = 32, Actor = network, Critic = network, TaskWeights = true };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        var state = whole.Save();
        Agents.Train(whole, batch, 10, 20);
        using var resumed = Agents.Create(settings, seed: 7);
        resumed.Load(state);
        Agents.Train(resumed, batch, 10, 20);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
    }

    [Fact]
    public void A_loaded_agent_goes_on_as_the_one_that_was_saved_to_the_last_bit()
    {
        var settings = Agents.Small(64, layerNorm: true, skip: true) with { WeightDecay = 0.01 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 20);
        var state = whole.Save();
        Agents.Train(whole, batch, 20, 40);

        using var resumed = Agents.Create(settings, seed: 7);
        Agents.Train(resumed, batch, 100, 105);
        resumed.Load(state);
        Assert.Equal(20, resumed.Updates);
        Agents.Train(resumed, batch, 20, 40);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
    }

    [Fact]
    public void Reading_metrics_changes_nothing()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac read = Agents.Create(settings), silent = Agents.Create(settings);
        for (ulong i = 0; i < 10; i++)
        {
            read.Update(batch, i);
            silent.Update(batch, i);
            Assert.Equal(1, read.ReadMetrics().Updates);
            read.Policy();
        }

        Assert.Equal(Agents.Hash(silent), Agents.Hash(read));
        Assert.Equal(10, silent.ReadMetrics().Updates);
    }

    [Fact]
    public void The_state_names_every_array_once_with_its_shape()
    {
        using var agent = Agents.Create(Agents.Small());
        var state = agent.Save();
        Assert.Equal(state.Count, state.Select(static array => array.Name).Distinct().Count());
        Assert.All(state, static array => Assert.Equal(array.Values.Length, array.Shape.Aggregate(1L, static (p, n) => p * n)));
        Assert.Equal([2, 46, 32], state.Single(static array => array.Name == "critic/layer_0/kernel").Shape);
        Assert.Equal([3, 32, 8], state.Single(static array => array.Name == "adam_mean/actor/head/kernel").Shape);
        Assert.Contains(state, static array => array.Name == "log_alpha");
        Assert.Contains(state, static array => array.Name == "adam_square/log_alpha");
    }

    [Fact]
    public void A_policy_comes_out_of_a_stored_state_without_a_learner()
    {
        var settings = Agents.Small();
        using var agent = Agents.Create(settings);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 3);
        PolicyWeights published = agent.Policy(), stored = PolicyWeights.FromState(settings, agent.Save());
        Assert.Equal(published.Version, stored.Version);
        Assert.Equal(published.Values, stored.Values);
    }

    [Fact]
    public void A_count_of_updates_is_stored_exactly()
    {
        foreach (long count in new[] { 0L, 1, 16_777_217, 123_456_789_012 })
            Assert.Equal(count, UpdateCount.Decode(new Dictionary<string, NamedArray> { ["updates"] = UpdateCount.Encode(count) }));
    }

    [Fact]
    public void A_state_that_lacks_an_array_is_refused_by_name()
    {
        using var agent = Agents.Create(Agents.Small());
        var state = agent.Save().Where(static array => array.Name != "target/layer_1/bias").ToList();
        Assert.Contains("target/layer_1/bias", Assert.Throws<InvalidDataException>(() => agent.Load(state)).Message, StringComparison.Ordinal);
        using var wider = Agents.Create(Agents.Small(width: 48));
        Assert.Contains("elements", Assert.Throws<InvalidDataException>(() => wider.Load(agent.Save())).Message, StringComparison.Ordinal);
    }
}
