using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Numerics;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class GymnasiumContractTests
{
    private const int Size = MetaWorldEnvironment.ObservationSize;

    [Fact]
    public void The_same_seed_begins_the_same_episodes()
    {
        using var first = TestEnvironments.Create("push");
        using var second = TestEnvironments.Create("push");
        double[] a = new double[Size], b = new double[Size];
        first.Reset(7, a);
        first.Reset(a);
        first.Reset(7, a);
        second.Reset(7, b);
        for (int episode = 0; episode < 5; episode++)
        {
            Assert.Equal(b, a);
            first.Reset(a);
            second.Reset(b);
        }

        second.Reset(8, b);
        first.Reset(7, a);
        Assert.NotEqual(b, a);
    }

    [Fact]
    public void Goals_of_a_seed_are_those_of_the_benchmark()
    {
        using var environment = TestEnvironments.Create("push");
        var table = GoalTable.Create(["push"], 7);
        double[] observation = new double[Size];
        environment.Reset(7, observation);
        var seen = new HashSet<int>();
        for (int episode = 0; episode < 400; episode++)
        {
            int goal = Enumerable.Range(0, 50).Single(g => table[0, g].SequenceEqual(environment.Goal));
            seen.Add(goal);
            environment.Reset(observation);
        }

        Assert.Equal(50, seen.Count);
    }

    [Fact]
    public void A_restored_environment_goes_on_with_the_same_goals()
    {
        using var first = TestEnvironments.Create("push");
        using var second = TestEnvironments.Create("push");
        double[] a = new double[Size], b = new double[Size];
        for (int episode = 0; episode < 3; episode++) first.Reset(a);
        byte[] state = new byte[first.StateSize];
        first.SaveState(state);
        second.RestoreState(state);
        first.Reset(a);
        second.Reset(b);
        Assert.Equal(a, b);
    }

    [Fact]
    public void Fresh_goals_fill_the_ranges_and_keep_apart()
    {
        var goals = EpisodeGoals.Fresh("push", new CounterRandom(3, 1));
        var definition = TaskCatalog.Find("push");
        double[] vector = new double[6], low = [.. definition.VectorHigh], high = [.. definition.VectorLow], again = new double[6];
        for (ulong episode = 0; episode < 2000; episode++)
        {
            goals.Draw(episode, vector);
            Assert.True(Math.Sqrt(Math.Pow(vector[0] - vector[3], 2) + Math.Pow(vector[1] - vector[4], 2)) >= definition.MinimumSeparation);
            for (int i = 0; i < 6; i++)
            {
                Assert.InRange(vector[i], definition.VectorLow[i], definition.VectorHigh[i]);
                (low[i], high[i]) = (Math.Min(low[i], vector[i]), Math.Max(high[i], vector[i]));
            }
        }

        goals.Draw(1999, again);
        Assert.Equal(vector, again);
        for (int i = 0; i < 6; i++) Assert.True(high[i] - low[i] >= 0.95 * (definition.VectorHigh[i] - definition.VectorLow[i]));
    }

    [Fact]
    public void Observations_are_in_their_space_and_a_hidden_goal_is_not_in_them()
    {
        foreach (bool observed in new[] { true, false })
        {
            var settings = new EnvironmentSettings { Task = "push", GoalObserved = observed };
            using var environment = MetaWorldEnvironment.Create(settings, TestEnvironments.Library);
            double[] observation = new double[Size];
            environment.Reset(observation);
            Assert.Equal(observed, observation[^3..].Any(static x => x != 0));
            float[] action = new float[4];
            for (int t = 0; t < 50; t++)
            {
                TestEnvironments.FillAction(1, t, action);
                environment.Step(action, observation);
                Assert.True(environment.ObservationSpace.Contains(observation));
            }

            Assert.Equal(observed, observation[^3..].Any(static x => x != 0));
        }

        Assert.True(MetaWorldEnvironment.ActionSpace.Contains([-1, 0, 1, 0.5]));
        Assert.False(MetaWorldEnvironment.ActionSpace.Contains([-1, 0, 1, 1.5]));
        Assert.False(MetaWorldEnvironment.ActionSpace.Contains([-1, 0, 1, double.NaN]));
        Assert.False(MetaWorldEnvironment.ActionSpace.Contains([0, 0, 0]));
    }

    [Fact]
    public void Hiding_the_goal_changes_nothing_else()
    {
        var goal = TestEnvironments.Goals("push")[0, 0];
        using var seen = TestEnvironments.Create("push");
        using var hidden = MetaWorldEnvironment.Create(new EnvironmentSettings { Task = "push", GoalObserved = false }, TestEnvironments.Library);
        double[] a = new double[Size], b = new double[Size];
        seen.Reset(goal, a);
        hidden.Reset(goal, b);
        float[] action = new float[4];
        for (int t = 0; t < 50; t++)
        {
            Assert.Equal(a[..36], b[..36]);
            TestEnvironments.FillAction(1, t, action);
            Assert.Equal(seen.Step(action, a), hidden.Step(action, b));
        }
    }
}
