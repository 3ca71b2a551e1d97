using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_NaN_in_the_action_names_task_goal_and_step()
    {
        using var environment = Begun("reach");
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        environment.Step([0, 0, 0, 0], observation);
        var error = Assert.Throws<BrokenEpisodeException>(() => environment.Step([0.25f, float.NaN, 0, 0], observation));
        Assert.Contains("reach-v3, goal (", error.Message, StringComparison.Ordinal);
        Assert.Contains("step 2, action (0.25, NaN, 0, 0)", error.Message, StringComparison.Ordinal);
        Assert.Equal(PhysicsWarning.BadControl, error.Warning);
        Assert.Equal(("reach-v3", 2), (error.Task, error.Step));
        Assert.Equal(TestEnvironments.Goals("reach")[0, 0].ToArray(), error.Goal);
        Assert.Equal([0.25f, float.NaN, 0, 0], error.Action);
    }

    [Fact]
    public void A_NaN_in_the_state_is_noticed_and_the_next_reset_is_clean()
    {
        using var environment = Begun("drawer-close");
        double[] observation = new double[MetaWorldEnvironment.ObservationSize], again = new double[observation.Length];
        environment.Simulation.Positions[2] = double.NaN;
        var error = Assert.Throws<BrokenEpisodeException>(() => environment.Step([0, 0, 0, 0], observation));
        Assert.Equal(PhysicsWarning.BadPosition, error.Warning);
        Assert.Contains("drawer-close-v3", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => environment.Step([0, 0, 0, 0], observation));

        environment.Reset(TestEnvironments.Goals("drawer-close")[0, 0], observation);
        environment.Step([0, 0, 0, 0], observation);
        using var fresh = Begun("drawer-close");
        fresh.Step([0, 0, 0, 0], again);
        Assert.Equal(again, observation);
    }

    [Fact]
    public void An_unknown_task_is_answered_with_the_nearest_names()
    {
        var error = Assert.Throws<MetaWorldException>(() => TaskCatalog.FullName("drawer-clos"));
        Assert.Contains("did you mean drawer-close", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<MetaWorldException>(() => Benchmarks.Parse("MT11"));
        Assert.Contains("MT10", error.Message, StringComparison.Ordinal);
        Assert.Throws<MetaWorldException>(() => Benchmarks.Of(["reach", "reach-v3"]));
        Assert.Equal(["reach-v3"], Benchmarks.Parse("reach").Tasks);
        Assert.Equal(["hammer-v3"], Benchmarks.Parse("MT1-hammer").Tasks);
    }

    [Fact]
    public void A_folder_without_scenes_is_named()
    {
        var settings = new EnvironmentSettings { Task = "reach", AssetsDirectory = "/nowhere" };
        var error = Assert.Throws<MetaWorldException>(() => MetaWorldEnvironment.Create(settings, TestEnvironments.Library));
        Assert.Contains("/nowhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_benchmarks_have_their_sizes()
    {
        Assert.Equal(10, Benchmarks.MT10.Tasks.Count);
        Assert.Equal(25, Benchmarks.MT25.Tasks.Distinct().Count());
        Assert.Equal(50, Benchmarks.MT50.Tasks.Distinct().Count());
        Assert.Subset(Benchmarks.MT50.Tasks.ToHashSet(), Benchmarks.MT25.Tasks.ToHashSet());
    }

    [SharedFact]
    public void The_verifier_finds_what_differs()
    {
        var golden = Shared.Golden("reach-v3");
        golden.Rollouts[0].Observations[(7 * MetaWorldEnvironment.ObservationSize) + 1] += 1e-6;
        golden.Rollouts[1].Rewards[4] += 1e-6;
        golden.Rollouts[2].Info[9 * GoldenRollout.InfoSize] = 1;
        var reports = new GoldenRolloutVerifier(Shared.ReferenceLibrary, Shared.Assets, 1e-8).Verify(golden);
        Assert.Equal([-1, 7, 5, 10], reports.Select(static r => r.FirstStepBeyond));
        Assert.Equal(1, reports[3].SuccessMismatches);
    }

    private static MetaWorldEnvironment Begun(string task)
    {
        var environment = TestEnvironments.Create(task);
        environment.Reset(TestEnvironments.Goals(task)[0, 0], new double[MetaWorldEnvironment.ObservationSize]);
        return environment;
    }
}
