using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>How many goals a task's scripted policy reaches.</summary>
/// <param name="Task">Full name of the task.</param>
/// <param name="Goals">Goals tried.</param>
/// <param name="Solved">Those that were reached within the horizon.</param>
/// <param name="MeanSteps">Mean steps up to the first success, over the solved ones; NaN where none is.</param>
public sealed record PolicyReport(string Task, int Goals, int Solved, double MeanSteps);

/// <summary>Tries the benchmark's own solutions: a scene or a reward that is wrong shows in goals that are missed.</summary>
/// <param name="library">The MuJoCo to use.</param>
/// <param name="assetsDirectory">Meta-World's assets, or null for this project's scenes.</param>
public sealed class PolicyVerifier(MuJoCoLibrary library, string? assetsDirectory)
{
    /// <summary>Runs a task's scripted policy on the first goals that a seed draws for it.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="seed">Seed of the goals.</param>
    /// <param name="goals">How many.</param>
    /// <exception cref="MetaWorldException">The task is not built here, or its scene is missing.</exception>
    public PolicyReport Verify(string task, uint seed, int goals)
    {
        var table = GoalTable.Create([task], seed, goals);
        using var environment = MetaWorldEnvironment.Create(new EnvironmentSettings { Task = task, AssetsDirectory = assetsDirectory }, library);
        int solved = 0;
        long steps = 0;
        for (int goal = 0; goal < goals; goal++)
        {
            if (StepsToSuccess(environment, table[0, goal]) is not { } taken) continue;
            solved++;
            steps += taken;
        }

        return new PolicyReport(environment.Task, goals, solved, (double)steps / solved);
    }

    private static int? StepsToSuccess(MetaWorldEnvironment environment, ReadOnlySpan<double> goal)
    {
        Span<double> observation = stackalloc double[MetaWorldEnvironment.ObservationSize];
        Span<double> answer = stackalloc double[MetaWorldEnvironment.ActionSize];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        environment.Reset(goal, observation);
        for (int steps = 1; ; steps++)
        {
            environment.ScriptedAction(observation, answer);
            for (int i = 0; i < action.Length; i++) action[i] = (float)Math.Clamp(answer[i], -1, 1);
            var result = environment.Step(action, observation);
            if (result.Info.Success) return steps;
            if (result.Truncated) return null;
        }
    }
}
