namespace MtrlAkka.Cluster.Run;

/// <summary>
/// After which rounds the run evaluates, and by when each result must be known. A result belongs to the run's history
/// from its due round on, however soon it came, so that a history depends on the round alone.
/// </summary>
/// <param name="Interval">Rounds between evaluations; 0: only at the end.</param>
/// <param name="WarmStartRounds">Rounds without updates; nothing is evaluated before them.</param>
/// <param name="Total">Rounds of the run; there is an evaluation after the last one.</param>
public sealed record EvaluationSchedule(long Interval, long WarmStartRounds, long Total)
{
    /// <summary>Whether the weights after this many rounds are evaluated.</summary>
    public bool Takes(long round) =>
        round == Total || (Interval > 0 && round > WarmStartRounds && round < Total && round % Interval == 0);

    /// <summary>The first round after <paramref name="round"/> whose weights are evaluated; past the last round there is none, and that one is told.</summary>
    public long Next(long round)
    {
        if (Interval == 0) return Total;
        long next = (Math.Max(round, WarmStartRounds) / Interval + 1) * Interval;
        return Math.Min(next, Total);
    }

    /// <summary>The round by which the evaluation of <paramref name="round"/> must be in the history.</summary>
    public long Due(long round) => Interval == 0 || round == Total ? Total : Math.Min(Total, round + Interval);
}
