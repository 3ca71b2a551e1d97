using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>
/// Updates on libtorch's device "meta", whose tensors have shapes and no numbers: whatever asks for one, as a copy to the
/// host would, throws there. So an update that goes through never waits for its device. The kernels are those of CUDA.
/// Only dense networks: the device lacks operations of the others, which are held to the same by ArchitectureTests.
/// </summary>
public class NoReadBackTests
{
    private static readonly Device Meta = new(DeviceType.META);

    [Theory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    public void An_update_reads_nothing_back(string architecture)
    {
        var plain = Agents.Tiny(architecture);
        var options = Agents.Tiny(architecture, layerNorm: true, skip: true) with { TaskWeights = true, WeightDecay = 0.01, GradientClip = 0 };
        var crelu = options.Actor with { Skip = false, Activation = "crelu", SpectralNorm = true };
        var pulled = new TreatmentSettings { L2Start = 0.1, Sparsity = new SparsitySettings { Share = 0.5 } };
        foreach (var settings in new[]
        {
            plain, options, plain with { Actor = crelu, Critic = crelu }, plain with { ActorTreatments = pulled, CriticTreatments = pulled },
            plain with { ReturnLimit = 10, TemperatureShared = true }, plain with { TaskEmbedding = architecture == "mlp" ? 5 : 0 },
        })
        {
            Update(settings);
            Update(settings with { Matmul = MatmulPrecision.Bf16 });
            Update(settings with { Categorical = new CategoricalSupport(11, 10) });
        }
    }

    [Theory]
    [InlineData("multi-head", TaskOptimisation.PcGrad)]
    [InlineData("multi-head", TaskOptimisation.GradNorm)]
    [InlineData("mlp", TaskOptimisation.PcGrad)]
    [InlineData("mlp", TaskOptimisation.GradNorm)]
    public void An_update_with_gradients_of_tasks_reads_nothing_back(string architecture, TaskOptimisation optimisation)
    {
        var settings = Agents.Tiny(architecture, layerNorm: true) with { ActorOptimisation = optimisation, CriticOptimisation = optimisation };
        using var agent = new MultiTaskSac(settings, 1, Meta);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 3);
        Assert.Equal(3, agent.Updates);
    }

    [Fact]
    public void What_reads_back_throws_there()
    {
        using var agent = new MultiTaskSac(Agents.Small(), 1, Meta);
        Assert.ThrowsAny<ExternalException>(() => agent.ReadMetrics());
        Assert.ThrowsAny<ExternalException>(() => agent.Policy());
        using var number = agent.LogTemperatures.Vector.Tensor.sum();
        Assert.ThrowsAny<ExternalException>(() => number.item<float>());
    }

    private static void Update(SacSettings settings)
    {
        using var agent = new MultiTaskSac(settings, 1, Meta);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 3);
        Assert.Equal(3, agent.Updates);
    }
}
