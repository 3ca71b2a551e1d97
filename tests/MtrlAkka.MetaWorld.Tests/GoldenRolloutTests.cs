using Xunit.Abstractions;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class GoldenRolloutTests(ITestOutputHelper output)
{
    public static TheoryData<string> Tasks => [.. Benchmarks.MT50.Tasks];

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Whole_rollouts_with_the_benchmarks_scenes_agree(string task)
    {
        foreach (var report in Verify(Shared.Golden(task), Shared.Assets, RewardVersion.V2))
        {
            Assert.True(report.Within, report.ToString());
            Assert.InRange(report.InfoError, 0, 1e-8);
        }
    }

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Rewards_of_version_1_agree(string task)
    {
        foreach (var report in Verify(Shared.Golden(task, RewardVersion.V1), Shared.Assets, RewardVersion.V1))
            Assert.True(report.Within, report.ToString());
    }

    [SharedTheory]
    [MemberData(nameof(Tasks))]
    public void Whole_rollouts_with_own_scenes_agree(string task)
    {
        // In two scripted rollouts the gripper's hull presses deep into a bolt, long after success, and the engine
        // climbs the hull by a way of its own; elsewhere the scenes are the benchmark's to the last digits.
        bool pressed = task is "door-lock-v3" or "door-unlock-v3";
        foreach (var report in Verify(Shared.Golden(task), assets: null, RewardVersion.V2))
        {
            Assert.Equal(report.GoldenFirstSuccess, report.FirstSuccess);
            if (pressed && report.Rollout == "scripted") Assert.InRange(report.ObservationError, 0, 1e-4);
            else Assert.True(report.Within, report.ToString());
        }
    }

    private IReadOnlyList<RolloutReport> Verify(GoldenTask golden, string? assets, RewardVersion reward)
    {
        var reports = new GoldenRolloutVerifier(Shared.ReferenceLibrary, assets, 1e-8) { Reward = reward }.Verify(golden);
        foreach (var report in reports) output.WriteLine(report.ToString());
        Assert.Equal(4, reports.Count);
        return reports;
    }
}
