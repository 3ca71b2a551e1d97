using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Numerics;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// The goals of an environment's episodes: one of a fixed set, as in the benchmark, or each drawn afresh from the task's
/// ranges. A goal is a function of the episode's number alone, so nothing needs to be saved.
/// </summary>
public sealed class EpisodeGoals
{
    private readonly GoalTable? _table;
    private readonly TaskDefinition _task;
    private readonly int _row;
    private readonly CounterRandom _random;

    private EpisodeGoals(GoalTable? table, TaskDefinition task, int row, CounterRandom random) =>
        (_table, _task, _row, _random) = (table, task, row, random);

    /// <summary>Each episode takes one of a task's goals of a table, each with the same chance.</summary>
    /// <param name="table">The goals.</param>
    /// <param name="task">Index of the task in the table.</param>
    /// <param name="random">Decides which.</param>
    public static EpisodeGoals Fixed(GoalTable table, int task, CounterRandom random) =>
        new(table, TaskCatalog.Find(table.Tasks[task]), task, random);

    /// <summary>Each episode has a goal of its own, uniform in the task's ranges.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="random">Decides where.</param>
    /// <exception cref="MetaWorldException">There is no such task.</exception>
    public static EpisodeGoals Fresh(string task, CounterRandom random) => new(null, TaskCatalog.Find(task), 0, random);

    /// <summary>Writes the random vector of an episode's goal.</summary>
    /// <param name="episode">Number of the episode.</param>
    /// <param name="vector">Receives as many numbers as the task's vectors have.</param>
    public void Draw(ulong episode, Span<double> vector)
    {
        if (_table is null) GoalSampler.Draw(_task, _random, episode, vector);
        else _table[_row, _random.Below(_table.GoalsPerTask, episode, 0)].CopyTo(vector);
    }
}
