using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Agents whose tasks' losses become one gradient by PCGrad or GradNorm.</summary>
public class TaskOptimisationTests
{
    public static TheoryData<string, string, TaskOptimisation> Variants
    {
        get
        {
            var data = new TheoryData<string, string, TaskOptimisation>();
            foreach (string architecture in NetworkSettings.Architectures)
            {
                foreach (string options in new[] { "plain", "layer norm, skip", "concatenated, spectral, rewired" })
                {
                    data.Add(architecture, options, TaskOptimisation.PcGrad);
                    data.Add(architecture, options, TaskOptimisation.GradNorm);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Updates_on_a_fixed_batch_stay_finite_and_fit_it(string architecture, string options, TaskOptimisation optimisation)
    {
        bool normed = options == "layer norm, skip";
        var settings = Agents.Tiny(architecture, normed, normed) with { CriticLearningRate = 3e-3 };
        Agents.FitFixedBatch(With(options == "concatenated, spectral, rewired" ? Treated(settings) : settings, optimisation));
    }

    [Theory]
    [InlineData("multi-head", TaskOptimisation.PcGrad)]
    [InlineData("multi-head", TaskOptimisation.GradNorm)]
    [InlineData("soft-modules", TaskOptimisation.PcGrad)]
    public void What_has_no_connection_counts_for_no_task(string architecture, TaskOptimisation optimisation)
    {
        var settings = With(Treated(Agents.Tiny(architecture)), optimisation);
        var batch = UpdateBenchmark.RandomBatch(settings);
        foreach (var kernels in new[] { DeviceKernels.For(CPU, ScalarType.Float32), DeviceKernels.Torch })
        {
            using var agent = new MultiTaskSac(settings, 3, CPU, ScalarType.Float32, kernels);
            // The last of these updates draws no connections anew.
            Agents.Train(agent, batch, 0, 8);
            using var scope = NewDisposeScope();
            var (gradients, mask) = (agent.CriticRule.Gradients!, agent.CriticTreatment!.Mask!.Values);
            for (int i = 0; i < gradients.Layout.Parameters.Count; i++)
            {
                var connections = mask.View(mask.Layout.Index(gradients.Layout.Parameters[i].Name));
                for (int task = 0; task < settings.Tasks; task++)
                {
                    Assert.Equal(0, (gradients.View(task, i) * (1 - connections)).abs().max().item<float>());
                    if (optimisation == TaskOptimisation.GradNorm) Assert.NotEqual(0, gradients.View(task, i).abs().max().item<float>());
                }
            }
        }
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("bro")]
    public void A_task_embedding_learns_from_the_tasks_mean_loss(string architecture)
    {
        var settings = Agents.Tiny(architecture) with { TaskEmbedding = 6 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        float[] Learned(SacSettings of)
        {
            using var agent = Wide(of);
            agent.Update(batch, 0);
            return agent.Save().Single(static array => array.Name == "critic/embedding").Values;
        }

        float[] plain = Learned(settings);
        foreach (var other in new[] { With(settings, TaskOptimisation.PcGrad), With(settings, TaskOptimisation.GradNorm) with { GradNorm = new(LearningRate: 0) } })
            foreach (var (expected, actual) in plain.Zip(Learned(other))) Assert.Equal(expected, actual, 1e-6f);
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

    private static SacSettings Treated(SacSettings settings)
    {
        static NetworkSettings Network(NetworkSettings network) => network with { Activation = "crelu", SpectralNorm = true };
        var treatments = new TreatmentSettings { Sparsity = new SparsitySettings { Share = 0.3, RewireInterval = 6 } };
        return settings with { Actor = Network(settings.Actor), Critic = Network(settings.Critic), ActorTreatments = treatments, CriticTreatments = treatments };
    }

    private static MultiTaskSac Wide(SacSettings settings) => new(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
}
