using System.Diagnostics;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing;

/// <summary>Rates of one task's environment, in steps a second.</summary>
/// <param name="Task">The task.</param>
/// <param name="Physics">The physics calls alone on one core: five mj_step, mj_rnePostConstraint, mj_forward.</param>
/// <param name="Environment">Whole environment steps on one core, over the same states.</param>
/// <param name="AllCores">Steps of many environments on all cores.</param>
/// <param name="ResetNew">A reset to a goal that is new to the environment, as a share of 500 steps.</param>
/// <param name="ResetKept">The same for a goal that it had before.</param>
public sealed record EnvironmentRate(
    string Task, double Physics, double Environment, double AllCores, double ResetNew, double ResetKept)
{
    /// <summary>Share of the physics' rate that an environment reaches.</summary>
    public double Share => Environment / Physics;
}

/// <summary>Times environments without actors: beside their bare physics, and many over threads.</summary>
public sealed class EnvironmentBenchmark(MuJoCoLibrary library, IReadOnlyList<string> tasks, string? assets)
{
    private const int Steps = 100;
    private const int MetaWorldSteps = 500;
    private const uint Seed = 1;
    private readonly GoalTable _goals = GoalTable.Create(tasks, Seed);
    private readonly Stopwatch _watch = new();

    /// <summary>Times a task's steps and the same physics calls in turn; the fastest of each counts, which neighbours disturb least.</summary>
    /// <param name="task">Index of the task.</param>
    /// <param name="rounds">Turns of a hundred steps.</param>
    public EnvironmentRate Time(int task, int rounds)
    {
        using var environment = Create(task);
        double[] mocap = new double[3 * Steps], controls = new double[2 * Steps];
        byte[] start = new byte[environment.Simulation.StateSize];
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        double environmentBest = 0, physicsBest = 0;
        for (int round = 0; round < rounds; round++)
        {
            environment.Reset(_goals[task, round % _goals.GoalsPerTask], observation);
            environment.Simulation.SaveState(start);
            environmentBest = Math.Max(environmentBest, TimeEnvironment(environment, round, observation, mocap, controls));
            environment.Simulation.RestoreState(start);
            physicsBest = Math.Max(physicsBest, TimePhysics(environment.Simulation, mocap, controls));
        }

        var (fresh, kept) = TimeResets(task);
        double episode = MetaWorldSteps / environmentBest;
        return new EnvironmentRate(tasks[task], physicsBest, environmentBest, TimeAllCores(task, seconds: 0.5), fresh / episode, kept / episode);
    }

    /// <summary>Steps all environments together, one vector step after another, with no actors.</summary>
    /// <param name="copies">Environments of each task.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="seconds">About how long.</param>
    /// <returns>Environment steps a second.</returns>
    public double TimeVector(int copies, int threads, double seconds)
    {
        using var environments = VectorEnvironment.Create(
            tasks, copies, new EnvironmentSettings { Task = tasks[0], AssetsDirectory = assets, Seed = Seed }, library, threads);
        float[] actions = new float[environments.Count * MetaWorldEnvironment.ActionSize];
        var random = new CounterRandom(Seed, 0);
        environments.Reset();
        for (ulong round = 0; round < 50; round++) Step(round);
        long timed = 0;
        for (_watch.Restart(); _watch.Elapsed.TotalSeconds < seconds; timed++) Step((ulong)timed);
        return timed * environments.Count / _watch.Elapsed.TotalSeconds;

        void Step(ulong round)
        {
            random.Uniform(actions, -1, 1, round);
            environments.Step(actions);
        }
    }

    /// <summary>Times resets, with a goal that is new to the environment and with one that it had before; medians, in seconds.</summary>
    private (double New, double Again) TimeResets(int task)
    {
        using var environment = Create(task);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize];
        double[][] times = [new double[_goals.GoalsPerTask - 1], new double[_goals.GoalsPerTask - 1]];
        environment.Reset(_goals[task, 0], observation);
        foreach (double[] turn in times)
        {
            for (int goal = 0; goal < turn.Length; goal++)
            {
                long begin = Stopwatch.GetTimestamp();
                environment.Reset(_goals[task, goal + 1], observation);
                turn[goal] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            }

            Array.Sort(turn);
        }

        return (times[0][times[0].Length / 2], times[1][times[1].Length / 2]);
    }

    /// <summary>Times one task's environments on all cores, eight environments a core, in steps a second.</summary>
    private double TimeAllCores(int task, double seconds) =>
        new EnvironmentBenchmark(library, [tasks[task]], assets).TimeVector(8 * Environment.ProcessorCount, Environment.ProcessorCount, seconds);

    private MetaWorldEnvironment Create(int task) =>
        MetaWorldEnvironment.Create(new EnvironmentSettings { Task = tasks[task], AssetsDirectory = assets }, library);

    private static double TimeEnvironment(MetaWorldEnvironment environment, int round, double[] observation, double[] mocap, double[] controls)
    {
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        var random = new CounterRandom(Seed, (uint)round);
        long ticks = 0;
        for (int step = 0; step < Steps; step++)
        {
            random.Uniform(action, -1, 1, (ulong)step);
            long begin = Stopwatch.GetTimestamp();
            environment.Step(action, observation);
            ticks += Stopwatch.GetTimestamp() - begin;
            environment.Simulation.MocapPositions.CopyTo(mocap.AsSpan(3 * step));
            environment.Simulation.Controls.CopyTo(controls.AsSpan(2 * step));
        }

        return Steps * (double)Stopwatch.Frequency / ticks;
    }

    private static double TimePhysics(Simulation simulation, double[] mocap, double[] controls)
    {
        long ticks = 0;
        for (int step = 0; step < Steps; step++)
        {
            mocap.AsSpan(3 * step, 3).CopyTo(simulation.MocapPositions);
            controls.AsSpan(2 * step, 2).CopyTo(simulation.Controls);
            long begin = Stopwatch.GetTimestamp();
            simulation.Step(5);
            simulation.RnePostConstraint();
            simulation.Forward();
            ticks += Stopwatch.GetTimestamp() - begin;
        }

        return Steps * (double)Stopwatch.Frequency / ticks;
    }
}
