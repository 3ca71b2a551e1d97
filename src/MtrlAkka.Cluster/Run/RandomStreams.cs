using MtrlAkka.Numerics;

namespace MtrlAkka.Cluster.Run;

/// <summary>The run's random numbers outside the learner, each purpose and index a stream of its own.</summary>
public static class RandomStreams
{
    /// <summary>Uniform actions of the warm start, by environment; the step is the round.</summary>
    public static CounterRandom WarmStart(uint seed, int environment) => Stream(seed, 1, environment);

    /// <summary>The policy's noise, by environment; the step is the round.</summary>
    public static CounterRandom Exploration(uint seed, int environment) => Stream(seed, 2, environment);

    /// <summary>The goal of an episode, by environment; the step is the episode.</summary>
    public static CounterRandom Goal(uint seed, int environment) => Stream(seed, 3, environment);

    /// <summary>The goals of an evaluation, by task; the step is its round.</summary>
    public static CounterRandom EvaluationGoals(uint seed, int task) => Stream(seed, 4, task);

    /// <summary>Rows of a batch; the step is the update.</summary>
    public static CounterRandom Sample(uint seed) => Stream(seed, 5, 0);

    // The learner's own streams are small numbers; these begin at 65536.
    private static CounterRandom Stream(uint seed, uint purpose, int index) => new(seed, (purpose << 16) | (uint)index);
}
