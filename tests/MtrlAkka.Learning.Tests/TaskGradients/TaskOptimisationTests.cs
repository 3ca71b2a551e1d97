using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Agents whose tasks' losses become one gradient by PCGrad or GradNorm.</summary>
public class TaskOptimisationTests
{
    public static TheoryData<string, bool, bool, TaskOptimisation> Variants
    {
        get
        {
            var data = new TheoryData<string, bool, bool, TaskOptimisation>();
            foreach (string architecture in NetworkSettings.Architectures)
            {
                foreach (var optimisation in new[] { TaskOptimisation.PcGrad, TaskOptimisation.GradNorm })
                {
                    data.Add(architecture, false, false, optimisation);
                    data.Add(architecture, true, true, optimisation);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string architecture, bool layerNorm, bool skip, TaskOptimisation optimisation)
    {
        var settings = With(Agents.Tiny(architecture, layerNorm, skip) with { CriticLearningRate = 3e-3 }, optimisation);
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        agent.Update(batch, 0);
        double first = agent.ReadMetrics().CriticLoss;
        Agents.Train(agent, batch, 1, 49);
        agent.ReadMetrics();
        agent.Update(batch, 49);
        var last = agent.ReadMetrics();
        Assert.InRange(last.CriticLoss, 0, 0.95 * first);
        Assert.All(agent.Save(), static array => Assert.All(array.Values, static value => Assert.True(float.IsFinite(value))));
        Assert.NotEqual(0, last.ActorGradientNorm);
    }

    [Theory]
    [InlineData("multi-head", false)]
    [InlineData("mlp", true)]
    [InlineData("care", false)]
    [InlineData("bro", true)]
    public void Both_kinds_of_kernels_give_one_result(string architecture, bool categorical)
    {
        var plain = Agents.Tiny(architecture, layerNorm: true, skip: true) with { TaskWeights = true, Categorical = categorical ? new CategoricalSupport(21) : null };
        foreach (var optimisation in new[] { TaskOptimisation.PcGrad, TaskOptimisation.GradNorm })
        {
            var settings = With(plain, optimisation);
            var batch = UpdateBenchmark.RandomBatch(settings);
            using var hosts = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
            using var tensors = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.Torch);
            Agents.Train(hosts, batch, 0, 5);
            Agents.Train(tensors, batch, 0, 5);
            foreach (var (a, b) in hosts.Save().Zip(tensors.Save()))
                for (int i = 0; i < a.Values.Length; i++) Assert.Equal(a.Values[i], b.Values[i], 1e-7f * Math.Max(1, Math.Abs(a.Values[i])));
        }
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("care")]
    public void Weights_that_are_not_learned_give_the_plain_update(string architecture)
    {
        var settings = Agents.Tiny(architecture, layerNorm: true) with { TaskWeights = true };
        var balanced = With(settings, TaskOptimisation.GradNorm) with { GradNorm = new GradNormSettings(LearningRate: 0) };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac plain = Wide(settings), other = Wide(balanced);
        Agents.Train(plain, batch, 0, 3);
        Agents.Train(other, batch, 0, 3);
        var state = other.Save().ToDictionary(static array => array.Name);
        foreach (var array in plain.Save())
            for (int i = 0; i < array.Values.Length; i++) Assert.Equal(array.Values[i], state[array.Name].Values[i], 1e-7f * Math.Max(1, Math.Abs(array.Values[i])));
    }

    [Fact]
    public void With_one_task_all_are_the_plain_update()
    {
        var settings = Agents.Small() with { Tasks = 1, BatchPerTask = 24 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var plain = Wide(settings);
        Agents.Train(plain, batch, 0, 3);
        foreach (var optimisation in new[] { TaskOptimisation.PcGrad, TaskOptimisation.GradNorm })
        {
            using var other = Wide(With(settings, optimisation));
            Agents.Train(other, batch, 0, 3);
            var state = other.Save().ToDictionary(static array => array.Name);
            foreach (var array in plain.Save())
                for (int i = 0; i < array.Values.Length; i++) Assert.Equal(array.Values[i], state[array.Name].Values[i], 1e-7f);
        }
    }

    [Theory]
    [InlineData("multi-head", TaskOptimisation.PcGrad)]
    [InlineData("multi-head", TaskOptimisation.GradNorm)]
    [InlineData("moore", TaskOptimisation.PcGrad)]
    [InlineData("moore", TaskOptimisation.GradNorm)]
    public void An_agent_goes_on_from_a_stored_state_to_the_last_bit(string architecture, TaskOptimisation optimisation)
    {
        var settings = With(Agents.Tiny(architecture, layerNorm: true) with { TaskWeights = true }, optimisation);
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var whole = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        var state = whole.Save();
        Agents.Train(whole, batch, 10, 20);
        using var resumed = Agents.Create(settings);
        Agents.Train(resumed, batch, 50, 53);
        resumed.Load(state);
        Agents.Train(resumed, batch, 10, 20);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
        using var other = Agents.Create(settings, seed: 8);
        other.Load(state);
        Agents.Train(other, batch, 10, 20);
        Assert.NotEqual(Agents.Hash(whole), Agents.Hash(other));
    }

    [Fact]
    public void GradNorms_memory_is_in_the_state_only_where_it_is_chosen()
    {
        var settings = Agents.Small();
        string[] Names(SacSettings of)
        {
            using var agent = Agents.Create(of);
            return [.. agent.Save().Select(static array => array.Name)];
        }

        string[] plain = Names(settings), critics = Names(settings with { CriticOptimisation = TaskOptimisation.GradNorm });
        Assert.DoesNotContain(plain, static name => name.StartsWith("gradnorm", StringComparison.Ordinal));
        Assert.Equal(plain, Names(With(settings, TaskOptimisation.PcGrad)));
        Assert.Equal(
            ["gradnorm/critic/weights", "gradnorm/critic/adam_mean", "gradnorm/critic/adam_square", "gradnorm/critic/first_losses"], critics.Except(plain));
        Assert.Equal(
            ["gradnorm/actor/weights", "gradnorm/actor/adam_mean", "gradnorm/actor/adam_square"], Names(With(settings, TaskOptimisation.GradNorm)).Except(critics));
        using MultiTaskSac one = Agents.Create(settings), other = Agents.Create(With(settings, TaskOptimisation.GradNorm));
        Assert.Contains("gradnorm/actor/weights", Assert.Throws<InvalidDataException>(() => other.Load(one.Save())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_tell_conflicts_and_weights_only_where_there_are_any()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        UpdateMetrics Read(SacSettings of)
        {
            using var agent = Agents.Create(of);
            Agents.Train(agent, batch, 0, 20);
            return agent.ReadMetrics();
        }

        var plain = Read(settings);
        Assert.Equal((null, null, 0, 0), (plain.CriticConflicts, plain.ActorConflicts, plain.CriticTaskWeights.Count, plain.ActorTaskWeights.Count));
        var surgery = Read(With(settings, TaskOptimisation.PcGrad));
        Assert.InRange(surgery.ActorConflicts!.Value, 0, 3);
        Assert.InRange(surgery.CriticConflicts!.Value, 0, 3);
        Assert.NotEqual(0, surgery.ActorConflicts + surgery.CriticConflicts);
        var balanced = Read(settings with { CriticOptimisation = TaskOptimisation.GradNorm });
        Assert.Equal((null, 0), (balanced.CriticConflicts, balanced.ActorTaskWeights.Count));
        Assert.Equal(3, balanced.CriticTaskWeights.Sum(), 1e-5);
        Assert.Contains(balanced.CriticTaskWeights, static weight => weight != 1);
    }

    [Theory]
    [InlineData("multi-head", true, TaskOptimisation.PcGrad)]
    [InlineData("mlp", true, TaskOptimisation.GradNorm)]
    [InlineData("multi-head", true, TaskOptimisation.GradNorm)]
    [InlineData("multi-head", false, TaskOptimisation.PcGrad)]
    [InlineData("multi-head", false, TaskOptimisation.GradNorm)]
    [InlineData("paco", true, TaskOptimisation.PcGrad)]
    [InlineData("paco", true, TaskOptimisation.GradNorm)]
    public void Updates_leave_no_tensor_and_no_memory_behind(string architecture, bool host, TaskOptimisation optimisation)
    {
        var settings = With(Agents.Tiny(architecture, layerNorm: true, skip: true) with { BatchPerTask = 4 }, optimisation);
        var batch = UpdateBenchmark.RandomBatch(settings);
        long before = NativeTensors.Settled();
        using (var agent = new MultiTaskSac(
            settings, 1, CPU, ScalarType.Float32, host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch))
        {
            Agents.Train(agent, batch, 0, 20);
            long tensors = NativeTensors.Settled(), allocated = GC.GetAllocatedBytesForCurrentThread();
            Agents.Train(agent, batch, 20, 120);
            Assert.Equal(tensors, Tensor.TotalCount);
            if (host && architecture != "paco") Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 100, 0, 64);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        static string Refused(SacSettings settings) => Assert.Throws<ArgumentException>(() => Agents.Create(settings)).Message;
        Assert.Contains("asymmetry", Refused(Agents.Small() with { GradNorm = new GradNormSettings(Asymmetry: -1) }), StringComparison.Ordinal);
        Assert.Contains("learning rate", Refused(Agents.Small() with { GradNorm = new GradNormSettings(LearningRate: double.NaN) }), StringComparison.Ordinal);
        Assert.Contains("critic", Refused(Agents.Small() with { CriticOptimisation = (TaskOptimisation)7 }), StringComparison.Ordinal);
        var settings = With(Agents.Small(), TaskOptimisation.PcGrad);
        using var agent = Agents.Create(settings);
        float[] noise = new float[settings.BatchSize * 4];
        Assert.Contains("orders", Assert.Throws<ArgumentException>(() => agent.Update(UpdateBenchmark.RandomBatch(settings), noise, noise)).Message, StringComparison.Ordinal);
    }

    private static SacSettings With(SacSettings settings, TaskOptimisation optimisation) =>
        settings with { ActorOptimisation = optimisation, CriticOptimisation = optimisation };

    private static MultiTaskSac Wide(SacSettings settings) => new(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
}
