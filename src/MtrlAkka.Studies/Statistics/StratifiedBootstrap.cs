using MtrlAkka.Numerics;

namespace MtrlAkka.Studies.Statistics;

/// <summary>
/// Redraws runs with replacement, within each task by itself, since the tasks are given and the runs are the sample. Which runs a
/// replicate has is a function of its number, so a figure's replicates are the same in every repetition.
/// </summary>
public sealed class StratifiedBootstrap
{
    /// <summary>Replicates that reports use: more move an interval's ends by less than they can be read off.</summary>
    public const int UsualReplicates = 2000;

    private const uint Stream = 1;
    private readonly int _runs, _tasks;
    private readonly int[] _runOf;

    /// <summary>A bootstrap with given draws.</summary>
    /// <param name="runs">Runs of the matrices.</param>
    /// <param name="tasks">Tasks of the matrices.</param>
    /// <param name="runOf">The run whose score stands at each [replicate, run, task].</param>
    /// <exception cref="InvalidDataException">There are no whole replicates, or one names a run that is not there.</exception>
    public StratifiedBootstrap(int runs, int tasks, int[] runOf)
    {
        if (runOf.Length == 0 || runOf.Length % (runs * tasks) != 0) throw new InvalidDataException($"{runOf.Length} draws are not those of replicates with {runs} runs on {tasks} tasks");
        if (runOf.Any(run => run < 0 || run >= runs)) throw new InvalidDataException($"a draw names another run than the {runs} that there are");
        (_runs, _tasks, _runOf) = (runs, tasks, runOf);
    }

    private int Replicates => _runOf.Length / (_runs * _tasks);

    /// <summary>A bootstrap with draws from a seed.</summary>
    /// <param name="runs">Runs of the matrices, at least one.</param>
    /// <param name="tasks">Tasks of the matrices, at least one.</param>
    /// <param name="seed">Where all draws follow from; two samples that are compared need different ones.</param>
    /// <param name="replicates">Number of replicates, at least one.</param>
    public static StratifiedBootstrap Seeded(int runs, int tasks, ulong seed, int replicates = UsualReplicates)
    {
        var random = new CounterRandom(seed, Stream);
        int each = runs * tasks;
        var runOf = new int[replicates * each];
        for (int i = 0; i < runOf.Length; i++) runOf[i] = random.Below(runs, (ulong)(i / each), (uint)(i % each));
        return new StratifiedBootstrap(runs, tasks, runOf);
    }

    /// <summary>A figure of each replicate of a matrix of this size.</summary>
    public double[] Replicate(ScoreMatrix scores, Func<ScoreMatrix, double> figure)
    {
        var drawn = scores.Scratch();
        var values = new double[Replicates];
        for (int replicate = 0; replicate < values.Length; replicate++)
        {
            drawn.Draw(scores, Of(replicate));
            values[replicate] = figure(drawn);
        }

        return values;
    }

    /// <summary>A figure of each pair of replicates of two samples, which are drawn by themselves.</summary>
    public double[] Replicate(ScoreMatrix scores, StratifiedBootstrap others, ScoreMatrix otherScores, Func<ScoreMatrix, ScoreMatrix, double> figure)
    {
        ScoreMatrix drawn = scores.Scratch(), otherDrawn = otherScores.Scratch();
        var values = new double[Replicates];
        for (int replicate = 0; replicate < values.Length; replicate++)
        {
            drawn.Draw(scores, Of(replicate));
            otherDrawn.Draw(otherScores, others.Of(replicate));
            values[replicate] = figure(drawn, otherDrawn);
        }

        return values;
    }

    private ReadOnlySpan<int> Of(int replicate) => _runOf.AsSpan(replicate * _runs * _tasks, _runs * _tasks);
}
