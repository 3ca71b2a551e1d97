using System.Diagnostics;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Times environment steps: the same episode of random actions again and again, of each step the fastest.</summary>
internal static class EnvironmentMeter
{
    private const int Steps = 500, Episodes = 4;

    /// <summary>Steps of all tasks together.</summary>
    /// <param name="library">The physics.</param>
    /// <param name="tasks">The tasks.</param>
    public static StepFigure Measure(MuJoCoLibrary library, IReadOnlyList<string> tasks)
    {
        double sum = 0, squares = 0;
        var goals = GoalTable.Create(tasks, 1, 1);
        double[] observation = new double[MetaWorldEnvironment.ObservationSize], seconds = new double[Steps];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        for (int task = 0; task < tasks.Count; task++)
        {
            using var environment = MetaWorldEnvironment.Create(new EnvironmentSettings { Task = tasks[task] }, library);
            var random = new CounterRandom(1, (uint)task);
            Array.Fill(seconds, double.MaxValue);
            for (int episode = 0; episode < Episodes; episode++)
            {
                environment.Reset(goals[task, 0], observation);
                for (int step = 0; step < Steps; step++)
                {
                    random.Uniform(action, -1, 1, (ulong)step);
                    long begun = Stopwatch.GetTimestamp();
                    environment.Step(action, observation);
                    seconds[step] = Math.Min(seconds[step], Stopwatch.GetElapsedTime(begun).TotalSeconds);
                }
            }

            sum += seconds.Sum();
            squares += seconds.Sum(static one => one * one);
        }

        double count = (double)Steps * tasks.Count, mean = sum / count;
        return new StepFigure(mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) / mean);
    }
}
