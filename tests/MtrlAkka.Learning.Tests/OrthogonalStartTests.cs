using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class OrthogonalStartTests
{
    [Theory]
    [InlineData(55, 32, 1.4142135623730951)]
    [InlineData(32, 32, 1)]
    [InlineData(32, 101, 1.4142135623730951)]
    public void Columns_or_rows_are_orthogonal_and_of_the_gains_length(int inputs, int outputs, double gain)
    {
        var layout = new ParameterLayout([new("kernel", [inputs, outputs], ParameterStart.Orthogonal(gain))], 2);
        using var parameters = new FlatParameters(layout, ScalarType.Float32, CPU);
        parameters.Start(new CounterRandom(3, 1));
        using var scope = NewDisposeScope();
        var kernels = parameters.View(0).to(ScalarType.Float64);
        Assert.Equal([2L, inputs, outputs], kernels.shape);
        var gram = inputs < outputs ? kernels.bmm(kernels.transpose(1, 2)) : kernels.transpose(1, 2).bmm(kernels);
        var expected = eye(Math.Min(inputs, outputs), dtype: ScalarType.Float64) * gain * gain;
        Assert.InRange((gram - expected).abs().max().item<double>(), 0, 1e-6);
        Assert.InRange((kernels[0] - kernels[1]).abs().max().item<double>(), 0.1, 10);
    }

    [Fact]
    public void A_start_is_a_function_of_the_seed_and_of_the_parameters_place()
    {
        float[] Draw(ulong seed, int members)
        {
            var layout = new ParameterLayout([new("kernel", [12, 16], ParameterStart.Orthogonal(1))], members);
            using var parameters = new FlatParameters(layout, ScalarType.Float32, CPU);
            parameters.Start(new CounterRandom(seed, 1));
            var values = new float[layout.Length];
            parameters.Read(values);
            return values;
        }

        float[] one = Draw(3, 1);
        Assert.Equal(one, Draw(3, 1));
        Assert.Equal(one, Draw(3, 2)[..one.Length]);
        Assert.NotEqual(one, Draw(4, 1));
    }

    /// <summary>Haar's measure has mean 0 and variance 1/n in every element, also in those that the decomposition's signs would bias.</summary>
    [Fact]
    public void Elements_have_no_preferred_sign()
    {
        const int Draws = 4000, Side = 3;
        var layout = new ParameterLayout([new("kernel", [Draws, Side, Side], ParameterStart.Orthogonal(1))], 1);
        using var parameters = new FlatParameters(layout, ScalarType.Float32, CPU);
        parameters.Start(new CounterRandom(9, 1));
        using var scope = NewDisposeScope();
        var kernels = parameters.View(0)[0].to(ScalarType.Float64);
        Assert.InRange(kernels.mean([0]).abs().max().item<double>(), 0, 0.04);
        Assert.InRange((kernels.square().mean([0]) - (1.0 / Side)).abs().max().item<double>(), 0, 0.03);
    }
}
