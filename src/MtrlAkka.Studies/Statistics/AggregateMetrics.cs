namespace MtrlAkka.Studies.Statistics;

/// <summary>One number for the scores of runs on tasks, as rliable defines them (Agarwal et al., arXiv 2108.13264).</summary>
public static class AggregateMetrics
{
    private const double Trimmed = 0.25;

    /// <summary>Mean over runs and tasks.</summary>
    public static double Mean(ScoreMatrix scores)
    {
        double sum = 0;
        foreach (double score in scores.Values) sum += score;
        return sum / scores.Values.Length;
    }

    /// <summary>Mean over the runs, of each task.</summary>
    public static double[] TaskMeans(ScoreMatrix scores)
    {
        var means = new double[scores.Tasks];
        for (int task = 0; task < means.Length; task++)
        {
            for (int run = 0; run < scores.Runs; run++) means[task] += scores[run, task];
            means[task] /= scores.Runs;
        }

        return means;
    }

    /// <summary>Median over the tasks of their means over the runs.</summary>
    public static double Median(ScoreMatrix scores)
    {
        double[] means = TaskMeans(scores);
        Array.Sort(means);
        return Percentile.OfSorted(means, 0.5);
    }

    /// <summary>Mean of the middle half of all scores of all runs: robust as the median, and with half of the scores behind it.</summary>
    public static double InterquartileMean(ScoreMatrix scores)
    {
        double[] sorted = scores.Values.ToArray();
        Array.Sort(sorted);
        int cut = (int)(Trimmed * sorted.Length);
        return sorted.AsSpan(cut, sorted.Length - (2 * cut)).ToArray().Average();
    }

    /// <summary>How far the scores fall short of a target on average; what lies above it does not make up for others.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="target">What is counted as solved; 1 for success.</param>
    public static double OptimalityGap(ScoreMatrix scores, double target)
    {
        double sum = 0;
        foreach (double score in scores.Values) sum += Math.Min(score, target);
        return target - (sum / scores.Values.Length);
    }

    /// <summary>The same for a target of 1.</summary>
    public static double OptimalityGap(ScoreMatrix scores) => OptimalityGap(scores, 1);
}
