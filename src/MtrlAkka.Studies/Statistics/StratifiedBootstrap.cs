using MtrlAkka.Numerics;

namespace MtrlAkka.Studies.Statistics;

/// <summary>
/// Redraws runs with replacement, within each task by itself, since the tasks are given and the runs are the sample. Which runs a
/// replicate has is a function of its number, so a figure's replicates are the same in every repetition.
/// </summary>
/// <param name="replicates">Number of replicates, at least one.</param>
/// <param name="runOf">The run whose score stands at (replicate, run, task).</param>
public sealed class StratifiedBootstrap(int replicates, Func<int, int, int, int> runOf)
{
    /// <summary>Replicates that reports use: more move an interval's ends by less than they can be read off.</summary>
    public const int UsualReplicates = 2000;

    private const uint Stream = 1;

    /// <summary>A bootstrap of matrices with this many runs, drawn from a seed.</summary>
    /// <param name="runs">Runs of the matrices.</param>
    /// <param name="seed">Where all draws follow from; two samples that are compared need different ones.</param>
    /// <param name="replicates">Number of replicates.</param>
    public static StratifiedBootstrap Seeded(int runs, ulong seed, int replicates = UsualReplicates)
    {
        var random = new CounterRandom(seed, Stream);
        return new StratifiedBootstrap(replicates, (replicate, run, task) => random.Below(runs, (ulong)replicate, ((uint)run << 16) | (uint)task));
    }

    /// <summary>A figure of each replicate.</summary>
    public double[] Replicate(ScoreMatrix scores, Func<ScoreMatrix, double> figure)
    {
        var drawn = scores.Scratch();
        var values = new double[replicates];
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            drawn.Draw(scores, (run, task) => runOf(replicate, run, task));
            values[replicate] = figure(drawn);
        }

        return values;
    }

    /// <summary>A figure of each pair of replicates of two samples, which are drawn by themselves.</summary>
    public double[] Replicate(ScoreMatrix scores, StratifiedBootstrap others, ScoreMatrix otherScores, Func<ScoreMatrix, ScoreMatrix, double> figure)
    {
        ScoreMatrix drawn = scores.Scratch(), otherDrawn = otherScores.Scratch();
        var values = new double[replicates];
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            int number = replicate;
            drawn.Draw(scores, (run, task) => Run(number, run, task));
            otherDrawn.Draw(otherScores, (run, task) => others.Run(number, run, task));
            values[replicate] = figure(drawn, otherDrawn);
        }

        return values;
    }

    private int Run(int replicate, int run, int task) => runOf(replicate, run, task);
}
