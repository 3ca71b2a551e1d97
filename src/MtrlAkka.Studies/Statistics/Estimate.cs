namespace MtrlAkka.Studies.Statistics;

/// <summary>A figure of some runs, and where it may lie for others like them.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Interval">Its 95 % interval by a stratified bootstrap over the runs; null for a single run, which tells nothing of others.</param>
public sealed record Estimate(double Value, ConfidenceInterval? Interval)
{
    private const ulong Seed = 1, OtherSeed = 2;

    /// <summary>Estimates a figure.</summary>
    public static Estimate Of(ScoreMatrix scores, Func<ScoreMatrix, double> figure) => new(
        figure(scores), scores.Runs < 2 ? null : ConfidenceInterval.Of(StratifiedBootstrap.Seeded(scores.Runs, Seed).Replicate(scores, figure)));

    /// <summary>Estimates how likely a run of the first is better than a run of the second.</summary>
    /// <exception cref="InvalidDataException">They have not the same number of tasks.</exception>
    public static Estimate OfImprovement(ScoreMatrix first, ScoreMatrix second) => new(
        ProbabilityOfImprovement.Of(first, second),
        first.Runs < 2 || second.Runs < 2
            ? null
            : ConfidenceInterval.Of(StratifiedBootstrap.Seeded(first.Runs, Seed).Replicate(
                first, StratifiedBootstrap.Seeded(second.Runs, OtherSeed), second, ProbabilityOfImprovement.Of)));
}
