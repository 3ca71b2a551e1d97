using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Products in bfloat16: rounded as they should be, and good enough to learn with; the CUDA switches.</summary>
public class MatmulPrecisionTests(ITestOutputHelper output)
{
    // Half a unit in the last of bfloat16's eight bits, and the float32 sum's own rounding on top.
    private const double Rounding = 1.0 / 256 * 1.01;

    [Fact]
    public void A_bf16_product_rounds_its_factors_and_its_result_and_nothing_between()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        Tensor left = rand([2, 40, 3000], ScalarType.Float32, generator: generator), right = rand([2, 3000, 24], ScalarType.Float32, generator: generator);
        using var result = zeros(2, 40, 24);
        static Tensor Wide(Tensor factor) => factor.to(ScalarType.BFloat16).to(ScalarType.Float64);
        MatrixProduct.At(MatmulPrecision.Bf16)(result, left, right);

        // Sums of 3000 numbers near 1/4: in bfloat16 they would stop growing at 64.
        var exact = Wide(left).bmm(Wide(right));
        Assert.InRange(((result - exact) / exact).abs().max().item<double>(), 0, Rounding);
        Assert.True((result - left.bmm(right)).abs().max().item<float>() > 0);
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void Every_architecture_learns_with_bf16_and_keeps_float32_weights(string architecture)
    {
        var settings = Agents.Tiny(architecture, layerNorm: true, skip: true) with { BatchPerTask = 16, CriticLearningRate = 3e-3, Matmul = MatmulPrecision.Bf16 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac rounded = Agents.Create(settings), full = Agents.Create(settings with { Matmul = MatmulPrecision.Full });
        Agents.Train(rounded, batch, 0, 1);
        Agents.Train(full, batch, 0, 1);
        Assert.NotEqual(Agents.Hash(full), Agents.Hash(rounded));
        double first = rounded.ReadMetrics().CriticLoss, reference = full.ReadMetrics().CriticLoss;
        Assert.InRange(first, 0.95 * reference, 1.05 * reference);
        Agents.Train(rounded, batch, 1, 60);
        rounded.ReadMetrics();
        Agents.Train(rounded, batch, 60, 61);
        double last = rounded.ReadMetrics().CriticLoss;
        output.WriteLine($"critic loss {first:g4} (float32 {reference:g4}), after 60 updates {last:g4}");
        Assert.InRange(last, 0, 0.8 * first);

        // Steps far below bfloat16's reach add up in the weights.
        float[] weights = [.. rounded.Save().Where(static array => array.Name.StartsWith("actor/", StringComparison.Ordinal)).SelectMany(static array => array.Values)];
        Assert.Contains(weights, static weight => (BitConverter.SingleToUInt32Bits(weight) & 0xFFFF) != 0);
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("bro")]
    public void Bf16_updates_are_the_same_in_every_repetition_and_after_a_stop(string architecture)
    {
        var settings = Agents.Tiny(architecture) with { Matmul = MatmulPrecision.Bf16 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac whole = Agents.Create(settings), stopped = Agents.Create(settings), resumed = Agents.Create(settings);
        Agents.Train(whole, batch, 0, 10);
        Agents.Train(stopped, batch, 0, 5);
        resumed.Load(stopped.Save());
        Agents.Train(resumed, batch, 5, 10);
        Assert.Equal(Agents.Hash(whole), Agents.Hash(resumed));
    }

    [Fact]
    public void The_switches_of_cuda_follow_the_setting()
    {
        TorchLibrary.Load();
        try
        {
            MatrixProduct.UseOnCuda(MatmulPrecision.Tf32);
            Assert.True(backends.cuda.matmul.allow_tf32);
            MatrixProduct.UseOnCuda(MatmulPrecision.Bf16);
            Assert.False(backends.cuda.matmul.allow_tf32);
            Assert.True(MatrixProduct.AddsInFloat32);
        }
        finally
        {
            MatrixProduct.UseOnCuda(MatmulPrecision.Full);
        }

        Assert.False(backends.cuda.matmul.allow_tf32);
    }
}
