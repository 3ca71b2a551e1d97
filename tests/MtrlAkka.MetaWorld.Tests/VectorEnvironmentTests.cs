namespace MtrlAkka.MetaWorld.Tests;

public sealed class VectorEnvironmentTests
{
    private const int Size = MetaWorldEnvironment.ObservationSize;
    private static readonly string[] Tasks = ["push", "drawer-close", "window-open"];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_environment_does_what_it_does_alone(int threads)
    {
        using var together = Create(threads, horizon: 30);
        var table = GoalTable.Create(Tasks, 5, 3);
        together.Reset();
        for (int i = 0; i < together.Count; i++)
        {
            using var alone = TestEnvironments.Create(Tasks[i / 2], horizon: 30);
            alone.TakeGoals(EpisodeGoals.Fixed(table, i / 2, new Numerics.CounterRandom(5, (uint)i)));
            double[] observation = new double[Size];
            alone.Reset(observation);
            Assert.Equal(observation, together.Observations.Slice(i * Size, Size).ToArray());
        }

        var expected = Enumerable.Range(0, together.Count).Select(i => Alone(i, table, 70)).ToArray();
        for (int t = 0; t < 70; t++)
        {
            together.Step(Actions(together.Count, t));
            for (int i = 0; i < together.Count; i++)
            {
                var (observation, final, reward, truncated) = expected[i][t];
                Assert.Equal(observation, together.Observations.Slice(i * Size, Size).ToArray());
                Assert.Equal(reward, together.Rewards[i]);
                Assert.Equal(reward, together.Infos[i].UnscaledReward);
                Assert.Equal(truncated, together.Truncated[i]);
                Assert.False(together.Terminated[i]);
                if (truncated) Assert.Equal(final, together.FinalObservations.Slice(i * Size, Size).ToArray());
            }
        }
    }

    [Fact]
    public void A_broken_episode_is_told_apart_and_the_next_one_begins()
    {
        using var environments = Create(2, horizon: 30);
        environments.Reset();
        float[] actions = Actions(environments.Count, 0);
        actions[(4 * 3) + 1] = float.NaN;
        environments.Step(actions);
        for (int i = 0; i < environments.Count; i++)
        {
            Assert.Equal(i == 3, environments.Broken[i] is not null);
            Assert.Equal(i == 3 ? 0 : 1, environments[i].StepCount);
        }

        Assert.Equal("drawer-close-v3", environments.Broken[3]!.Task);
        Assert.Equal(0, environments.Rewards[3]);
        environments.Step(Actions(environments.Count, 1));
        Assert.Null(environments.Broken[3]);
        Assert.Equal(1, environments[3].StepCount);
    }

    [Fact]
    public void Success_ends_an_episode_where_the_settings_say_so()
    {
        var settings = new EnvironmentSettings { Task = "reach", TerminateOnSuccess = true, Seed = 1 };
        using var environments = VectorEnvironment.Create(["reach"], 1, settings, TestEnvironments.Library, 1);
        double[] answer = new double[4];
        float[] action = new float[4];
        environments.Reset();
        int steps = 0;
        do
        {
            environments[0].ScriptedAction(environments.Observations, answer);
            for (int i = 0; i < 4; i++) action[i] = (float)Math.Clamp(answer[i], -1, 1);
            environments.Step(action);
            steps++;
        }
        while (!environments.Terminated[0] && steps < 500);
        Assert.True(environments.Infos[0].Success);
        Assert.False(environments.Truncated[0]);
        Assert.Equal(0, environments[0].StepCount);
    }

    [Fact]
    public void A_step_before_the_first_reset_is_refused()
    {
        using var environments = Create(2, horizon: 30);
        Assert.Throws<InvalidOperationException>(() => environments.Step(new float[4 * environments.Count]));
    }

    [Fact]
    public void Steps_with_their_resets_allocate_nothing_on_any_thread()
    {
        using var environments = Create(2, horizon: 10);
        float[][] actions = [.. Enumerable.Range(0, 40).Select(t => Actions(environments.Count, t))];
        environments.Reset();
        foreach (float[] action in actions) environments.Step(action);
        // Other tests of this process may allocate at the same time; one quiet turn is enough to show it.
        long least = long.MaxValue;
        for (int turn = 0; turn < 20 && least > 0; turn++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (float[] action in actions) environments.Step(action);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }

    private static VectorEnvironment Create(int threads, int horizon) => VectorEnvironment.Create(
        Tasks, 2, new EnvironmentSettings { Task = Tasks[0], Horizon = horizon, Seed = 5, Goals = 3 }, TestEnvironments.Library, threads);

    private static float[] Actions(int count, int step)
    {
        float[] actions = new float[4 * count];
        for (int i = 0; i < count; i++) TestEnvironments.FillAction(i, step, actions.AsSpan(4 * i, 4));
        return actions;
    }

    private static (double[] Observation, double[] Final, double Reward, bool Truncated)[] Alone(int index, GoalTable table, int steps)
    {
        using var environment = TestEnvironments.Create(Tasks[index / 2], horizon: 30);
        environment.TakeGoals(EpisodeGoals.Fixed(table, index / 2, new Numerics.CounterRandom(5, (uint)index)));
        double[] observation = new double[Size];
        float[] action = new float[4];
        environment.Reset(observation);
        var all = new (double[], double[], double, bool)[steps];
        for (int t = 0; t < steps; t++)
        {
            TestEnvironments.FillAction(index, t, action);
            var result = environment.Step(action, observation);
            double[] final = [.. observation];
            if (result.Over) environment.Reset(observation);
            all[t] = ([.. observation], final, result.Reward, result.Truncated);
        }

        return all;
    }
}
