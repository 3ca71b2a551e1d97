using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>Training environments and evaluations depend on nothing but the run's seed and counters.</summary>
public class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void An_environment_that_was_saved_at_any_step_goes_on_bit_for_bit()
    {
        if (Small.Library(output) is not { } library) return;
        var run = Small.Context(Small.Configuration(), library);
        for (int index = 0; index < 3; index++)
        {
            using var whole = new TrainingEnvironment(run, index);
            // At the beginning, within an episode, one step before its end, just behind it, and in a later one.
            int[] saves = [0, 7, 24, 25, 60];
            var restored = new List<TrainingEnvironment>();
            try
            {
                for (int step = 0; step < 90; step++)
                {
                    if (saves.Contains(step))
                    {
                        var other = new TrainingEnvironment(run, index);
                        restored.Add(other);
                        byte[] state = whole.Save();
                        other.Restore(state);
                        Assert.Equal(state, other.Save());
                    }

                    var action = Action(index, step);
                    var (expected, ended) = whole.Step(action);
                    foreach (var other in restored)
                    {
                        var (transition, episode) = other.Step(action);
                        Assert.Equal(expected!.Observation, transition!.Observation);
                        Assert.Equal(expected.NextObservation, transition.NextObservation);
                        Assert.Equal((expected.Number, expected.Reward, expected.Terminated), (transition.Number, transition.Reward, transition.Terminated));
                        Assert.Equal(ended, episode);
                        Assert.Equal(whole.Save(), other.Save());
                    }
                }
            }
            finally
            {
                foreach (var other in restored) other.Dispose();
            }
        }
    }

    [Fact]
    public void An_environment_whose_physics_breaks_too_often_is_quarantined_and_stays_so()
    {
        if (Small.Library(output) is not { } library) return;
        var run = Small.Context(Small.Configuration("environments.failures-allowed=1"), library);
        using var environment = new TrainingEnvironment(run, 0);
        var broken = new EnvironmentAction(float.NaN, 0, 0, 0);
        Assert.Null(environment.Step(broken).Transition);
        Assert.False(environment.Quarantined);
        Assert.NotNull(environment.Failure);
        Assert.Equal(0, environment.Step(default).Transition!.Number);
        Assert.Null(environment.Step(broken).Transition);
        Assert.True(environment.Quarantined);
        using var restored = new TrainingEnvironment(run, 0);
        restored.Restore(environment.Save());
        Assert.True(restored.Quarantined);
        Assert.Equal((null, null), restored.Step(default));
    }

    [Fact]
    public void An_evaluation_is_the_same_whatever_was_evaluated_before()
    {
        if (Small.Library(output) is not { } library) return;
        var run = Small.Context(Small.Configuration(), library);
        using var used = new EvaluationRunner(run);
        used.Run(Version(run, 40, 1), 3, CancellationToken.None);
        var second = used.Run(Version(run, 80, 2), 3, CancellationToken.None);
        using var fresh = new EvaluationRunner(run);
        var alone = fresh.Run(Version(run, 80, 2), 3, CancellationToken.None);
        Assert.Equal(EvaluationHistory.ToBytes([alone]), EvaluationHistory.ToBytes([second]));
        Assert.NotEqual(EvaluationHistory.ToBytes([alone]), EvaluationHistory.ToBytes([fresh.Run(Version(run, 80, 3), 3, CancellationToken.None)]));
        Assert.Equal(80, alone.Round);
    }

    [Fact]
    public void An_evaluation_gives_up_when_it_is_asked_to()
    {
        if (Small.Library(output) is not { } library) return;
        var run = Small.Context(Small.Configuration(), library);
        using var runner = new EvaluationRunner(run);
        Assert.Throws<OperationCanceledException>(() => runner.Run(Version(run, 40, 1), 3, new CancellationToken(canceled: true)));
    }

    private static EnvironmentAction Action(int environment, int step)
    {
        Span<float> values = stackalloc float[4];
        RandomStreams.WarmStart(9, environment).Uniform(values, -1, 1, (ulong)step);
        return new EnvironmentAction(values[0], values[1], values[2], values[3]);
    }

    private static PolicyVersion Version(RunContext run, long round, uint seed)
    {
        using var agent = new MultiTaskSac(run.Sac, seed, TorchRuntime.ParseDevice("cpu"));
        return new PolicyVersion(round, agent.Policy());
    }
}
