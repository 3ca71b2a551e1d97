using Xunit.Abstractions;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class ScriptedPolicyTests(ITestOutputHelper output)
{
    private const int Goals = 5;

    public static TheoryData<string> Tasks => [.. Benchmarks.MT10.Tasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_scripted_policy_solves_its_task(string task)
    {
        var report = new PolicyVerifier(TestEnvironments.Library, assetsDirectory: null).Verify(task, 42, Goals);
        output.WriteLine($"on MuJoCo {TestEnvironments.Library.Version}: {report}");
        // The benchmark's policies miss a goal now and then; which one depends on the version of MuJoCo.
        Assert.InRange(report.Solved, Goals - 1, Goals);
    }
}
