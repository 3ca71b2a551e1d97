using System.Runtime.InteropServices;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class StateTests
{
    public static TheoryData<string> Tasks => [.. Benchmarks.MT50.Tasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_saved_episode_goes_on_the_same_in_another_environment(string task)
    {
        var goals = TestEnvironments.Goals(task);
        using var first = TestEnvironments.Create(task);
        using var second = TestEnvironments.Create(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        first.Reset(goals[0, 0], observation);
        Drive(first, 37);
        byte[] state = new byte[first.StateSize];
        first.SaveState(state);
        byte[] expected = Record(first, 50);

        second.Reset(goals[0, 1], observation);
        Drive(second, 90);
        second.RestoreState(state);
        byte[] saved = new byte[second.StateSize];
        second.SaveState(saved);
        Assert.Equal(state, saved);
        Assert.Equal(37, second.StepCount);
        Assert.Equal(expected, Record(second, 50));

        // And in one that was never reset.
        using var third = TestEnvironments.Create(task);
        third.RestoreState(state);
        Assert.Equal(expected, Record(third, 50));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_reset_depends_on_its_goal_alone(string task)
    {
        var goals = TestEnvironments.Goals(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        using var used = TestEnvironments.Create(task);
        used.Reset(goals[0, 1], observation);
        Drive(used, 60);
        used.Reset(goals[0, 0], observation);
        byte[] first = Episode(used, goals[0, 0]);
        Drive(used, 40);
        byte[] fromCache = Episode(used, goals[0, 0]);
        using var fresh = TestEnvironments.Create(task);
        byte[] inFresh = Episode(fresh, goals[0, 0]);
        Assert.Equal(inFresh, first);
        Assert.Equal(inFresh, fromCache);
    }

    [Fact]
    public void More_goals_than_are_kept_change_nothing()
    {
        var goals = TestEnvironments.Goals("drawer-close", 70);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        using var environment = TestEnvironments.Create("drawer-close");
        byte[] before = Episode(environment, goals[0, 0]);
        for (int i = 0; i < goals.GoalsPerTask; i++) environment.Reset(goals[0, i], observation);
        Assert.Equal(before, Episode(environment, goals[0, 0]));
    }

    private static byte[] Episode(MetaWorldEnvironment environment, ReadOnlySpan<double> goal)
    {
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        environment.Reset(goal, observation);
        return [.. MemoryMarshal.AsBytes(observation.AsSpan()), .. Record(environment, 20)];
    }

    private static void Drive(MetaWorldEnvironment environment, int steps) => Record(environment, steps);

    private static byte[] Record(MetaWorldEnvironment environment, int steps)
    {
        double[] all = new double[steps * (MetaWorldEnvironment.ObservationSize + 1)];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        for (int t = 0; t < steps; t++)
        {
            var row = all.AsSpan(t * (MetaWorldEnvironment.ObservationSize + 1), MetaWorldEnvironment.ObservationSize + 1);
            TestEnvironments.FillAction(5, environment.StepCount, action);
            row[^1] = environment.Step(action, row[..^1]).Reward;
        }

        return MemoryMarshal.AsBytes(all.AsSpan()).ToArray();
    }
}
