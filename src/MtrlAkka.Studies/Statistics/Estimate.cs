using System.Collections.Concurrent;

namespace MtrlAkka.Studies.Statistics;

/// <summary>A figure of some runs, and where it may lie for others like them.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Interval">Its 95 % interval by a stratified bootstrap over the runs; null for a single run, which tells nothing of others.</param>
public sealed record Estimate(double Value, ConfidenceInterval? Interval)
{
    private const ulong Seed = 1, OtherSeed = 2;

    // The draws depend on a matrix's size alone, and a report estimates thousands of figures of a few sizes.
    private static readonly ConcurrentDictionary<(int Runs, int Tasks, ulong Seed), StratifiedBootstrap> Bootstraps = [];

    /// <summary>Estimates a figure.</summary>
    public static Estimate Of(ScoreMatrix scores, Func<ScoreMatrix, double> figure) =>
        new(figure(scores), scores.Runs < 2 ? null : ConfidenceInterval.Of(Bootstrap(scores, Seed).Replicate(scores, figure)));

    /// <summary>Estimates how likely a run of the first is better than a run of the second.</summary>
    /// <exception cref="InvalidDataException">They have not the same number of tasks.</exception>
    public static Estimate OfImprovement(ScoreMatrix first, ScoreMatrix second) => new(
        ProbabilityOfImprovement.Of(first, second),
        first.Runs < 2 || second.Runs < 2
            ? null
            : ConfidenceInterval.Of(Bootstrap(first, Seed).Replicate(first, Bootstrap(second, OtherSeed), second, ProbabilityOfImprovement.Of)));

    private static StratifiedBootstrap Bootstrap(ScoreMatrix scores, ulong seed) =>
        Bootstraps.GetOrAdd((scores.Runs, scores.Tasks, seed), static size => StratifiedBootstrap.Seeded(size.Runs, size.Tasks, size.Seed));
}
