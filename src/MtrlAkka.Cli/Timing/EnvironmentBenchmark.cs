using System.Diagnostics;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing;

/// <summary>Rates of one task's environment on one core, in steps a second.</summary>
/// <param name="Task">The task.</param>
/// <param name="Physics">The physics calls alone: five mj_step, mj_rnePostConstraint, mj_forward.</param>
/// <param name="Environment">Whole environment steps, over the same states.</param>
public sealed record EnvironmentRate(string Task, double Physics, double Environment)
{
    /// <summary>Share of the physics' rate that an environment reaches.</summary>
    public double Share => Environment / Physics;
}

/// <summary>Times environments without actors: beside their bare physics, and many over threads.</summary>
public sealed class EnvironmentBenchmark(MuJoCoLibrary library, IReadOnlyList<string> tasks, string? assets)
{
    private const int Steps = 100;
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

        return new EnvironmentRate(tasks[task], physicsBest, environmentBest);
    }

    /// <summary>Steps all environments together, one vector step after another, with no actors: threads take the next environment that is not stepped yet.</summary>
    /// <param name="copies">Environments of each task.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="seconds">About how long.</param>
    /// <returns>Environment steps a second.</returns>
    public double TimeVector(int copies, int threads, double seconds)
    {
        int count = tasks.Count * copies;
        var environments = new MetaWorldEnvironment[count];
        double[][] observations = new double[count][];
        for (int i = 0; i < count; i++)
        {
            environments[i] = Create(i / copies);
            observations[i] = new double[MetaWorldEnvironment.ObservationSize];
            environments[i].Reset(_goals[i / copies, 0], observations[i]);
        }

        long rounds = 0;
        bool over = false;
        int next = -1;
        using var barrier = new Barrier(threads, _ =>
        {
            rounds++;
            next = -1;
            over = Volatile.Read(ref rounds) > 50 && _watch.Elapsed.TotalSeconds > seconds;
            if (rounds == 50) _watch.Restart();
        });
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            float[] action = new float[MetaWorldEnvironment.ActionSize];
            while (!over)
            {
                long round = Volatile.Read(ref rounds);
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    new CounterRandom(Seed, (uint)i).Uniform(action, -1, 1, (ulong)round);
                    if (environments[i].Step(action, observations[i]).Truncated) environments[i].Reset(_goals[i / copies, 0], observations[i]);
                }

                barrier.SignalAndWait();
            }
        }))];
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        double elapsed = _watch.Elapsed.TotalSeconds;
        foreach (var environment in environments) environment.Dispose();
        return (rounds - 50) * count / elapsed;
    }

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
