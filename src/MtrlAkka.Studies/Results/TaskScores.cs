namespace MtrlAkka.Studies.Results;

/// <summary>Scores of a run at its evaluations.</summary>
/// <param name="Tasks">The tasks, in the order of the scores.</param>
/// <param name="Steps">Environment steps at each evaluation.</param>
/// <param name="Scores">Of each evaluation, those of the tasks.</param>
public sealed record TaskScores(IReadOnlyList<string> Tasks, IReadOnlyList<long> Steps, IReadOnlyList<double[]> Scores)
{
    /// <summary>Scores of the last evaluation.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public double[] Last => Scores[^1];

    /// <summary>Takes them out of a run's figures.</summary>
    /// <param name="measures">The figures.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="name">What the scores are: success, return.</param>
    /// <exception cref="InvalidDataException">An evaluation lacks a task.</exception>
    public static TaskScores Of(IEnumerable<Measure> measures, IReadOnlyList<string> tasks, string name)
    {
        var places = tasks.Index().ToDictionary(static one => one.Item, static one => one.Index, StringComparer.Ordinal);
        var steps = new SortedDictionary<long, double[]>();
        foreach (var one in measures)
        {
            if (one.Name != name || !places.TryGetValue(one.Task, out int place)) continue;
            if (!steps.TryGetValue(one.Step, out double[]? scores))
            {
                steps.Add(one.Step, scores = new double[tasks.Count]);
                Array.Fill(scores, double.NaN);
            }

            scores[place] = one.Value;
        }

        var incomplete = steps.FirstOrDefault(static at => at.Value.Any(double.IsNaN));
        if (incomplete.Value is { } lacking) throw new InvalidDataException($"{name} of {tasks[Array.FindIndex(lacking, double.IsNaN)]} at step {incomplete.Key} is missing");
        return new TaskScores(tasks, [.. steps.Keys], [.. steps.Values]);
    }
}
