using MtrlAkka.Checkpoints;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Tests.Statistics;

/// <summary>Statistics beside rliable's, of the golden file where it is there.</summary>
public class GoldenStatisticsTests
{
    [GoldenStatisticsFact]
    public void Figures_profiles_bootstraps_and_comparisons_are_rliables()
    {
        var report = StatisticsVerifier.Verify(SafetensorsFile.Read(GoldenStatisticsFactAttribute.File!));
        Assert.Empty(report.Unused);
        Assert.Equal(41, report.Comparisons.Count);
        Assert.All(report.Comparisons, static one => Assert.True(one.Within, $"{one.Scores}/{one.Figure} is off by {one.Error}"));
    }

    [Fact]
    public void What_differs_and_what_is_not_understood_is_told()
    {
        var report = StatisticsVerifier.Verify(new SafetensorsFile(
        [
            NamedTensor.Of<double>("x/scores", [0, 1, 1, 1], 2, 2), NamedTensor.Of<double>("x/mean", [0.75], 1), NamedTensor.Of<double>("x/median", [0.76], 1), NamedTensor.Of<double>("x/mode", [1], 1),
        ]));
        Assert.False(report.IsFine);
        Assert.Equal(["x/mode"], report.Unused);
        Assert.Equal([true, false], report.Comparisons.Select(static one => one.Within));
        Assert.Equal(0.01, report.Comparisons[1].Error, 12);
    }

    [Fact]
    public void A_file_without_scores_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(static () => StatisticsVerifier.Verify(new SafetensorsFile([NamedTensor.Of<double>("x", [0], 1)])));
        Assert.Contains("there are no scores in it", error.Message, StringComparison.Ordinal);
    }
}
