using CsCheck;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Numerics;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class EpisodeTests
{
    public static TheoryData<string> Tasks => [.. Benchmarks.MT50.Tasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Rewards_of_random_states_are_finite_and_in_range(string task)
    {
        var goals = TestEnvironments.Goals(task);
        using var environment = TestEnvironments.Create(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        var simulation = environment.Simulation;
        int arm = simulation.Model.PositionAddress(simulation.Model.Joint("right_j0"));
        int judged = 0;
        // Objects thrown anywhere, at any speed and angle; what the physics refuses has no reward to judge.
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var random = new CounterRandom(7, (uint)seed);
                Span<float> numbers = stackalloc float[64], action = stackalloc float[MetaWorldEnvironment.ActionSize];
                environment.Reset(goals[0, seed % goals.GoalsPerTask], observation);
                random.Uniform(numbers, -1, 1, 0);
                for (int i = 0; i < simulation.Positions.Length; i++)
                    if (i < arm || i >= arm + SawyerArm.JointCount) simulation.Positions[i] += numbers[i] * (seed % 3 == 0 ? 0.01 : 0.3);
                for (int i = 0; i < simulation.Velocities.Length; i++) simulation.Velocities[i] = numbers[32 + i];
                random.Uniform(action, -1, 1, 1);
                try
                {
                    for (int t = 0; t < 5; t++)
                    {
                        var result = environment.Step(action, observation);
                        Assert.InRange(result.Reward, 0, 10);
                        judged++;
                    }
                }
                catch (BrokenEpisodeException)
                {
                }
            },
            iter: 60,
            threads: 1);
        Assert.InRange(judged, 100, 300);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Rewards_and_observations_stay_in_range_under_random_actions(string task)
    {
        var goals = TestEnvironments.Goals(task);
        using var environment = TestEnvironments.Create(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        for (int episode = 0; episode < 3; episode++)
        {
            environment.Reset(goals[0, episode], observation);
            for (int t = 0; t < 200; t++)
            {
                TestEnvironments.FillAction(episode, t, action);
                var result = environment.Step(action, observation);
                Assert.InRange(result.Reward, 0, 10);
                Assert.Equal(result.Reward, result.Info.UnscaledReward);
                Assert.All(observation, static x => Assert.True(double.IsFinite(x)));
            }
        }
    }

    [Fact]
    public void An_episode_is_truncated_at_its_horizon_and_then_over()
    {
        var goals = TestEnvironments.Goals("reach");
        using var environment = TestEnvironments.Create("reach", horizon: 3);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        Assert.Throws<InvalidOperationException>(() => environment.Step([0, 0, 0, 0], observation));
        environment.Reset(goals[0, 0], observation);
        Assert.False(environment.Step([0, 0, 0, 0], observation).Truncated);
        Assert.False(environment.Step([0, 0, 0, 0], observation).Truncated);
        Assert.True(environment.Step([0, 0, 0, 0], observation).Truncated);
        Assert.Throws<InvalidOperationException>(() => environment.Step([0, 0, 0, 0], observation));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Steps_and_resets_allocate_nothing(string task)
    {
        var goals = TestEnvironments.Goals(task);
        using var environment = TestEnvironments.Create(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize], answer = new double[4];
        float[] action = new float[MetaWorldEnvironment.ActionSize];
        Drive();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Drive();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Drive()
        {
            for (int episode = 0; episode < 6; episode++)
            {
                environment.Reset(goals[0, episode], observation);
                for (int t = 0; t < 20; t++)
                {
                    environment.ScriptedAction(observation, answer);
                    for (int i = 0; i < 4; i++) action[i] = (float)answer[i];
                    environment.Step(action, observation);
                }
            }
        }
    }

    [Fact]
    public void A_thousand_resets_keep_native_memory_flat()
    {
        var goals = TestEnvironments.Goals("drawer-close", 100);
        using var environment = TestEnvironments.Create("drawer-close");
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        for (int i = 0; i < 100; i++) environment.Reset(goals[0, i], observation);
        long before = ResidentBytes();
        // A hundred goals in turn never fit the kept ones, so each of these resets simulates.
        for (int i = 0; i < 1000; i++) environment.Reset(goals[0, i % 100], observation);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 8 << 20);
    }

    [Fact]
    public void Making_and_disposing_environments_keeps_native_memory_flat()
    {
        for (int i = 0; i < 4; i++) TestEnvironments.Create("reach").Dispose();
        long before = ResidentBytes();
        for (int i = 0; i < 12; i++) TestEnvironments.Create("reach").Dispose();
        Assert.InRange(ResidentBytes() - before, long.MinValue, 24 << 20);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
