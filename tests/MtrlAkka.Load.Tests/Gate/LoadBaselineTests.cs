using MtrlAkka.Load.Gate;
using MtrlAkka.Load.Reports;

namespace MtrlAkka.Load.Tests.Gate;

/// <summary>The gate lets the same and better through, and nothing that is worse by more than its band.</summary>
public class LoadBaselineTests
{
    private static readonly LoadBaseline Kept = new("a machine", [new KeptRatio("inserts.tcp", 0.4, HigherIsBetter: true, 2), new KeptRatio("publish-4.tcp", 1.5, HigherIsBetter: false, 2)]);

    [Theory]
    [InlineData(0.4, 1.5, 0)]
    [InlineData(9, 0.1, 0)]
    [InlineData(0.21, 2.9, 0)]
    [InlineData(0.19, 1.5, 1)]
    [InlineData(0.4, 3.1, 1)]
    [InlineData(0.1, 9, 2)]
    public void A_worse_ratio_fails_where_it_is_beyond_its_band(double rate, double time, int worse) =>
        Assert.Equal(worse, Kept.Worse([new Ratio("inserts.tcp", rate, HigherIsBetter: true), new Ratio("publish-4.tcp", time, HigherIsBetter: false)]).Count);

    [Fact]
    public void A_ratio_that_was_not_measured_fails() =>
        Assert.Contains("publish-4.tcp was not measured", Kept.Worse([new Ratio("inserts.tcp", 1, HigherIsBetter: true)]));

    [Fact]
    public void What_is_written_is_read_again_and_what_is_none_is_named()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("mtrl-gate-").FullName, "baseline.json");
        Assert.Contains(file, Assert.Throws<InvalidDataException>(() => LoadBaseline.Read(file)).Message, StringComparison.Ordinal);
        Kept.Write(file);
        Assert.Equal(Kept.Ratios, LoadBaseline.Read(file).Ratios);
        File.WriteAllText(file, """{ "machine": "a", "ratios": [{ "name": "x", "value": 1, "higherIsBetter": true, "band": 1 }] }""");
        Assert.Contains("a band above 1", Assert.Throws<InvalidDataException>(() => LoadBaseline.Read(file)).Message, StringComparison.Ordinal);
    }
}
