using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld;

/// <summary>The goals of a benchmark for a seed: for each task the same number of random vectors.</summary>
public sealed class GoalTable
{
    private readonly double[][][] _vectors;

    private GoalTable(string[] tasks, double[][][] vectors)
    {
        Tasks = tasks;
        _vectors = vectors;
    }

    /// <summary>Full names of the tasks, in order.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Goals a task.</summary>
    public int GoalsPerTask => _vectors[0].Length;

    /// <summary>The random vector of a goal; its length is the environment's <see cref="MetaWorldEnvironment.GoalSize"/>.</summary>
    public ReadOnlySpan<double> this[int task, int goal] => _vectors[task][goal];

    /// <summary>Draws the goals as Meta-World does, task after task from one generator.</summary>
    /// <param name="tasks">Names of tasks; another order gives other goals.</param>
    /// <param name="seed">Seed of the generator.</param>
    /// <param name="goalsPerTask">50 in the benchmark.</param>
    /// <exception cref="MetaWorldException">A task is not known, or there is nothing to draw.</exception>
    public static GoalTable Create(IReadOnlyList<string> tasks, uint seed, int goalsPerTask = 50)
    {
        if (tasks.Count == 0 || goalsPerTask < 1) throw new MetaWorldException("goals need at least one task and one goal a task");
        TaskDefinition[] definitions = [.. tasks.Select(TaskCatalog.Find)];
        var random = new MersenneTwister(seed);
        double[][][] vectors = [.. definitions.Select(task => Draw(task, random, goalsPerTask))];
        return new GoalTable([.. definitions.Select(static task => task.Name)], vectors);
    }

    /// <summary>The same for a benchmark.</summary>
    public static GoalTable Create(Benchmark benchmark, uint seed, int goalsPerTask = 50) =>
        Create(benchmark.Tasks, seed, goalsPerTask);

    private static double[][] Draw(TaskDefinition task, MersenneTwister random, int count)
    {
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new double[task.VectorLow.Length];
            // The benchmark resets twice and keeps what the second reset drew.
            GoalSampler.Draw(task, random, vectors[i]);
            GoalSampler.Draw(task, random, vectors[i]);
        }

        return vectors;
    }
}
