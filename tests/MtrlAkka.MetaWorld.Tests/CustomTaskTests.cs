using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.MetaWorld.Tests.Examples;

namespace MtrlAkka.MetaWorld.Tests;

/// <summary>The README's example of a task of one's own, used as any other task is.</summary>
public sealed class CustomTaskTests
{
    public CustomTaskTests() => TaskCatalog.Add(TouchBall.Definition);

    [Fact]
    public void One_file_and_one_scene_are_a_task()
    {
        var report = new PolicyVerifier(TestEnvironments.Library, null).Verify("touch-ball", seed: 1, goals: 20);
        Assert.Equal(("touch-ball", 20), (report.Task, report.Solved));
        Assert.Contains("touch-ball", TaskCatalog.Names);
        Assert.Equal(["touch-ball"], Benchmarks.MT1("touch-ball").Tasks);
    }

    [Fact]
    public void It_runs_beside_tasks_of_the_benchmark()
    {
        using var environments = VectorEnvironment.Create(
            ["reach", "touch-ball"], 2, new EnvironmentSettings { Task = "reach" }, TestEnvironments.Library, threads: 2);
        float[] actions = new float[4 * environments.Count];
        environments.Reset();
        for (int t = 0; t < 50; t++)
        {
            environments.Step(actions);
            foreach (double reward in environments.Rewards) Assert.InRange(reward, 0, 10);
        }
    }

    [Fact]
    public void What_it_has_not_is_refused()
    {
        var error = Assert.Throws<MetaWorldException>(() => Create(new EnvironmentSettings { Task = "touch-ball", Reward = RewardVersion.V1 }));
        Assert.Contains("no reward of version 1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<MetaWorldException>(() => Create(new EnvironmentSettings { Task = "touch-ball", AssetsDirectory = "/" }));
        Assert.Contains("no task of Meta-World", error.Message, StringComparison.Ordinal);
        Assert.Throws<MetaWorldException>(() => TaskCatalog.Add(TouchBall.Definition with { Scene = "another.xml" }));
        Assert.Throws<MetaWorldException>(() => TaskCatalog.Add(TouchBall.Definition with { Name = "x", VectorHigh = [0, 0] }));
        Assert.Throws<MetaWorldException>(() => TaskCatalog.Add(TouchBall.Definition with { Name = "x", VectorHigh = [-1, 1, 1] }));
    }

    private static MetaWorldEnvironment Create(EnvironmentSettings settings) => MetaWorldEnvironment.Create(settings, TestEnvironments.Library);
}
