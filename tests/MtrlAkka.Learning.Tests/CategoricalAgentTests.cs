using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class CategoricalAgentTests
{
    private static readonly CategoricalSupport Support = new(Bins: 51);

    public static TheoryData<string, bool, bool> Variants => ArchitectureTests.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string architecture, bool layerNorm, bool skip)
    {
        var settings = Agents.Tiny(architecture, layerNorm, skip) with { Categorical = Support, CriticLearningRate = 3e-3 };
        Assert.InRange(Agents.FitFixedBatch(settings).CriticValue, -Support.Limit, Support.Limit);
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void An_agent_goes_on_from_a_stored_state_to_the_last_bit(string architecture)
    {
        var settings = Agents.Tiny(architecture, layerNorm: true) with { Categorical = Support, TaskWeights = true };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        var state = whole.Save();
        Agents.Train(whole, batch, 10, 20);
        using var resumed = Agents.Create(settings);
        resumed.Load(state);
        Agents.Train(resumed, batch, 10, 20);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
        using var other = Agents.Create(settings with { Categorical = Support with { Bins = 50 } });
        Assert.Contains("elements", Assert.Throws<InvalidDataException>(() => other.Load(state)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    [InlineData("bro")]
    public void Both_kinds_of_kernels_give_one_result(string architecture)
    {
        var settings = Agents.Small(46, layerNorm: true, skip: true, architecture) with { Categorical = Support, TaskWeights = true, RewardScale = 0.3 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        batch.Terminated[3] = 1;
        Agents.AssertKernelsAgree(settings, batch);
    }

    [Fact]
    public void Rewards_are_scaled()
    {
        var settings = Agents.Small() with { Categorical = Support };
        TransitionBatch plain = UpdateBenchmark.RandomBatch(settings), doubled = UpdateBenchmark.RandomBatch(settings);
        for (int i = 0; i < doubled.Rewards.Length; i++) doubled.Rewards[i] *= 2;
        using MultiTaskSac one = Agents.Create(settings), scaled = Agents.Create(settings with { RewardScale = 0.5 });
        Agents.Train(one, plain, 0, 5);
        Agents.Train(scaled, doubled, 0, 5);
        Assert.Equal(Agents.Hash(one), Agents.Hash(scaled));
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("bro")]
    public void The_critics_values_become_the_rewards_where_nothing_follows(string architecture)
    {
        var settings = Agents.Small(64, architecture: architecture) with { Categorical = Support, Gamma = 0, CriticLearningRate = 1e-3 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        Agents.Train(agent, batch, 0, 300);
        agent.ReadMetrics();
        agent.Update(batch, 300);
        double expected = batch.Rewards.Average();
        Assert.InRange(agent.ReadMetrics().CriticValue, expected - 0.2, expected + 0.2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Updates_leave_no_tensor_behind(bool host)
    {
        var settings = Agents.Small() with { Categorical = Support };
        var batch = UpdateBenchmark.RandomBatch(settings);
        long before = Tensor.TotalCount;
        using (var agent = new MultiTaskSac(
            settings, 1, CPU, ScalarType.Float32, host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch))
        {
            Agents.Train(agent, batch, 0, 20);
            long tensors = Tensor.TotalCount, allocated = GC.GetAllocatedBytesForCurrentThread();
            Agents.Train(agent, batch, 20, 120);
            Assert.Equal(tensors, Tensor.TotalCount);
            if (host) Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 100, 0, 512);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
