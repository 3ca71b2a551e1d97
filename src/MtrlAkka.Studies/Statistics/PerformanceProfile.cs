namespace MtrlAkka.Studies.Statistics;

/// <summary>Shares of scores above each of some thresholds: how scores are distributed, read from left to right.</summary>
public static class PerformanceProfile
{
    /// <summary>Thresholds between 0 and 1, both included.</summary>
    /// <param name="count">How many, at least two.</param>
    public static double[] Thresholds(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];

    /// <summary>Share of all scores, of any run on any task, above each threshold.</summary>
    public static double[] OfRunScores(ScoreMatrix scores, IReadOnlyList<double> thresholds) =>
        [.. thresholds.Select(threshold => ShareAbove(scores.Values, threshold))];

    /// <summary>Share of tasks whose mean over the runs is above each threshold.</summary>
    public static double[] OfAverageScores(ScoreMatrix scores, IReadOnlyList<double> thresholds)
    {
        double[] means = AggregateMetrics.TaskMeans(scores);
        return [.. thresholds.Select(threshold => ShareAbove(means, threshold))];
    }

    private static double ShareAbove(ReadOnlySpan<double> values, double threshold)
    {
        int above = 0;
        foreach (double value in values) above += value > threshold ? 1 : 0;
        return (double)above / values.Length;
    }
}
