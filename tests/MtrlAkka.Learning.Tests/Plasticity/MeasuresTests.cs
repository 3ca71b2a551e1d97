using CsCheck;
using MtrlAkka.Learning.Plasticity;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

public class MeasuresTests
{
    private static readonly Gen<float[]> Elements = Gen.Float[-2, 2].Array[2 * 6 * 5];

    [Fact]
    public void A_constant_layer_has_no_dormant_unit_and_a_layer_of_zeros_nothing_else()
    {
        using var scope = NewDisposeScope();
        var scores = UnitScores.Of(full([1, 8, 5], -3));
        Assert.All(scores.Of(0), static score => Assert.Equal(1, score, 8));
        Assert.Equal(0, UnitScores.DormantPercent([scores], 0, 0.1));
        var dead = UnitScores.Of(zeros(1, 8, 5));
        Assert.Equal(5, dead.CountDormant(0, 0));
        Assert.Equal(50, UnitScores.DormantPercent([scores, dead], 0, 0.1));
    }

    [Fact]
    public void One_dead_and_one_sleeping_unit_are_told_apart_and_members_are_never_mixed()
    {
        using var scope = NewDisposeScope();
        var activations = ones(2, 8, 10);
        activations[1, TensorIndex.Colon, 3] = tensor(0f);
        activations[1, TensorIndex.Colon, 4] = tensor(0.05f);
        var scores = UnitScores.Of(activations);
        Assert.Equal((0, 0), (scores.CountDormant(0, 0), scores.CountDormant(0, 0.1)));
        Assert.Equal((1, 2), (scores.CountDormant(1, 0), scores.CountDormant(1, 0.1)));
        Assert.Equal((0, 20), (UnitScores.DormantPercent([scores], 0, 0.1), UnitScores.DormantPercent([scores], 1, 0.1)));
    }

    [Fact]
    public void Scores_and_ranks_do_not_depend_on_the_scale()
    {
        Gen.Select(Elements, Gen.Int[-3, 3]).Sample(static (elements, power) =>
        {
            double scale = Math.Pow(10, power);
            using var scope = NewDisposeScope();
            var activations = tensor(elements).view(2, 6, 5).to(ScalarType.Float64);
            UnitScores scores = UnitScores.Of(activations), scaled = UnitScores.Of(activations * scale);
            for (int member = 0; member < 2; member++)
            {
                // The constant in the denominator is what is left of the scale.
                for (int unit = 0; unit < 5; unit++) Assert.Equal(scores.Of(member)[unit], scaled.Of(member)[unit], 1e-4);
                Spectrum spectrum = Spectrum.Of(activations)[member], other = Spectrum.Of(activations * scale)[member];
                Assert.Equal(spectrum.EntropyRank(), other.EntropyRank(), 1e-9);
                Assert.Equal(spectrum.StableRank(), other.StableRank(), 1e-9);
            }
        }, iter: 50);
    }

    [Fact]
    public void A_member_of_an_ensemble_is_measured_as_if_it_were_alone()
    {
        Elements.Sample(static elements =>
        {
            using var scope = NewDisposeScope();
            var both = tensor(elements).view(2, 6, 5);
            var second = both.narrow(0, 1, 1).contiguous();
            Assert.Equal(UnitScores.Of(second).Of(0), UnitScores.Of(both).Of(1));
            Assert.Equal(Spectrum.Of(second)[0].SingularValues, Spectrum.Of(both)[1].SingularValues);
            Assert.Equal(Norms.OfFeatures(second)[0], Norms.OfFeatures(both)[1]);
        }, iter: 50);
    }

    [Fact]
    public void Ranks_of_known_matrices()
    {
        using var scope = NewDisposeScope();
        Spectrum Of(Tensor matrix) => Spectrum.Of(matrix.unsqueeze(0))[0];
        var identity = Of(eye(20));
        Assert.Equal((20, 10, 19), (identity.EffectiveRank(0.01), identity.EffectiveRank(0.5), identity.EffectiveRank(0.05)));
        Assert.Equal((20, 20), (Math.Round(identity.EntropyRank(), 9), Math.Round(identity.StableRank(), 9)));
        var one = Of(ones(30, 7));
        Assert.Equal((1, 1, 1), (one.EffectiveRank(0.01), Math.Round(one.EntropyRank(), 5), Math.Round(one.StableRank(), 9)));
        var zero = Of(zeros(4, 3));
        Assert.Equal((1, 0, 0), (zero.EffectiveRank(0.01), zero.EntropyRank(), zero.StableRank()));
        Assert.Equal([3, 2, 1], Of(diag(tensor([2.0, 3.0, 1.0]))).SingularValues.Select(static value => Math.Round(value, 9)));
    }

    [Fact]
    public void What_is_not_a_number_is_shown_as_such()
    {
        using var scope = NewDisposeScope();
        var broken = ones(1, 4, 3);
        broken[0, 2, 1] = tensor(float.NaN);
        var spectrum = Spectrum.Of(broken)[0];
        Assert.All(
            new[] { UnitScores.DormantPercent([UnitScores.Of(broken)], 0, 0.1), spectrum.EffectiveRank(0.01), spectrum.EntropyRank(), spectrum.StableRank() },
            static value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Norms_are_those_of_a_layers_arrays_member_by_member()
    {
        var layout = new ParameterLayout(
            [
                new("layer_0/kernel", [3, 2], ParameterStart.Uniform(1)), new("layer_0/bias", [2], ParameterStart.Uniform(1)),
                new("scale", [5], ParameterStart.Constant(2)),
            ],
            members: 2);
        using var vector = new FlatParameters(layout, ScalarType.Float32, CPU);
        vector.Start(new(1, 2));
        var norms = Norms.ByLayer(vector.Vector.Tensor, layout);
        Assert.Equal(["layer_0", "scale"], norms.Select(static layer => layer.Key));
        var arrays = vector.Export("", membersAxis: true).ToDictionary(static array => array.Name, static array => array.Values);
        for (int member = 0; member < 2; member++)
        {
            float[] layer = [.. arrays["layer_0/kernel"].Skip(6 * member).Take(6), .. arrays["layer_0/bias"].Skip(2 * member).Take(2)];
            Assert.Equal(Math.Sqrt(layer.Sum(static x => (double)x * x)), norms[0].Value[member], 12);
            Assert.Equal(Math.Sqrt(20), norms[1].Value[member], 12);
        }
    }
}
