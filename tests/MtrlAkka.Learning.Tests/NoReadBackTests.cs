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

    public static TheoryData<string, bool, MatmulPrecision, bool> Variants
    {
        get
        {
            var data = new TheoryData<string, bool, MatmulPrecision, bool>();
            foreach (string architecture in new[] { "multi-head", "mlp" })
                foreach (bool options in new[] { false, true })
                    foreach (var matmul in new[] { MatmulPrecision.Full, MatmulPrecision.Bf16 })
                        foreach (bool categorical in new[] { false, true })
                            data.Add(architecture, options, matmul, categorical);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void An_update_reads_nothing_back(string architecture, bool options, MatmulPrecision matmul, bool categorical)
    {
        var settings = Agents.Tiny(architecture, layerNorm: options, skip: options) with
        {
            Matmul = matmul,
            TaskWeights = options,
            WeightDecay = options ? 0.01 : 0,
            GradientClip = options ? 0 : 1,
            Categorical = categorical ? new CategoricalSupport(11, 10) : null,
        };
        using var agent = new MultiTaskSac(settings, 1, Meta);
        Agents.Train(agent, UpdateBenchmark.RandomBatch(settings), 0, 3);
        Assert.Equal(3, agent.Updates);
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
}
