using Xunit.Abstractions;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class GoldenRolloutTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tasks => [.. Benchmarks.MT10.Tasks];

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Whole_rollouts_with_the_benchmarks_scenes_agree(string task) => Verify(task, Shared.Assets);

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Whole_rollouts_with_own_scenes_agree(string task) => Verify(task, assets: null);

    private void Verify(string task, string? assets)
    {
        var verifier = new GoldenRolloutVerifier(Shared.ReferenceLibrary, assets, 1e-8);
        var reports = verifier.Verify(Shared.Golden(task));
        foreach (var report in reports) output.WriteLine(report.ToString());
        Assert.Equal(4, reports.Count);
        Assert.All(reports, static report => Assert.True(report.Within, report.ToString()));
        Assert.All(reports, static report => Assert.InRange(report.InfoError, 0, 1e-8));
    }
}
