namespace MtrlAkka.Studies.Statistics;

/// <summary>How likely a run of one algorithm scores higher than a run of another on a task drawn at random.</summary>
public static class ProbabilityOfImprovement
{
    /// <summary>The mean over the tasks of the share of pairs of runs in which the first is better; equal scores count half (Mann and Whitney's U).</summary>
    /// <exception cref="InvalidDataException">They have not the same number of tasks.</exception>
    public static double Of(ScoreMatrix first, ScoreMatrix second)
    {
        if (first.Tasks != second.Tasks) throw new InvalidDataException($"scores on {first.Tasks} tasks cannot be compared with scores on {second.Tasks}");
        double wins = 0;
        for (int task = 0; task < first.Tasks; task++)
        {
            for (int run = 0; run < first.Runs; run++)
            {
                for (int other = 0; other < second.Runs; other++)
                    wins += first[run, task] > second[other, task] ? 1 : first[run, task] == second[other, task] ? 0.5 : 0;
            }
        }

        return wins / ((double)first.Tasks * first.Runs * second.Runs);
    }
}
