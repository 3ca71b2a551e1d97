namespace MtrlAkka.Studies.Statistics;

/// <summary>Scores of some runs on some tasks, the same tasks in each run; usually success in [0, 1].</summary>
public sealed class ScoreMatrix
{
    private readonly double[] _values;

    /// <summary>A matrix of given scores.</summary>
    /// <param name="runs">Runs, at least one.</param>
    /// <param name="tasks">Tasks, at least one.</param>
    /// <param name="values">The scores, run after run.</param>
    /// <exception cref="InvalidDataException">There are no runs or tasks, another number of scores, or one is no finite number.</exception>
    public ScoreMatrix(int runs, int tasks, IReadOnlyList<double> values)
    {
        if (runs < 1 || tasks < 1) throw new InvalidDataException($"scores of {runs} runs on {tasks} tasks: there must be one of each at least");
        if (values.Count != (long)runs * tasks) throw new InvalidDataException($"{values.Count} scores are not those of {runs} runs on {tasks} tasks");
        if (values.Any(static value => !double.IsFinite(value))) throw new InvalidDataException("a score is not a finite number");
        (Runs, Tasks, _values) = (runs, tasks, [.. values]);
    }

    private ScoreMatrix(ScoreMatrix like) => (Runs, Tasks, _values) = (like.Runs, like.Tasks, new double[like._values.Length]);

    /// <summary>Number of runs.</summary>
    public int Runs { get; }

    /// <summary>Number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>The scores, run after run.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The score of a run on a task.</summary>
    public double this[int run, int task] => _values[(run * Tasks) + task];

    /// <summary>The matrix of some runs, each with the scores of all tasks.</summary>
    /// <exception cref="InvalidDataException">There are none, or they differ in their tasks.</exception>
    public static ScoreMatrix Of(IReadOnlyList<IReadOnlyList<double>> runs)
    {
        if (runs.Count == 0 || runs.Any(run => run.Count != runs[0].Count)) throw new InvalidDataException("scores must be those of runs on the same tasks");
        return new ScoreMatrix(runs.Count, runs[0].Count, [.. runs.SelectMany(static run => run)]);
    }

    /// <summary>A matrix to be filled by <see cref="Draw"/>, of the same size.</summary>
    internal ScoreMatrix Scratch() => new(this);

    /// <summary>Takes each score from a run of another matrix of the same size, on the same task.</summary>
    /// <param name="from">The other matrix.</param>
    /// <param name="runOf">The run to take each from, [run, task].</param>
    internal void Draw(ScoreMatrix from, ReadOnlySpan<int> runOf)
    {
        for (int place = 0, task = 0; place < runOf.Length; place++)
        {
            _values[place] = from._values[(runOf[place] * Tasks) + task];
            if (++task == Tasks) task = 0;
        }
    }
}
