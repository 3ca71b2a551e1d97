namespace MtrlAkka.Load.Scenarios;

/// <summary>What came of one request.</summary>
/// <param name="Failure">Why it failed, in few words that are the same for failures of one kind; null where the answer was right.</param>
/// <param name="Units">What it moved, in the scenario's unit: transitions, batches, answers.</param>
/// <param name="Bytes">Bytes that it moved between processes.</param>
/// <param name="Answered">Time stamp of the answer, where time went by after it to check it; 0: now.</param>
public readonly record struct RequestOutcome(string? Failure, long Units, long Bytes, long Answered = 0)
{
    /// <summary>Whether the answer was right.</summary>
    public bool Ok => Failure is null;

    /// <summary>A right answer.</summary>
    public static RequestOutcome Right(long units = 1, long bytes = 0, long answered = 0) => new(null, units, bytes, answered);

    /// <summary>A wrong answer, or none.</summary>
    public static RequestOutcome Wrong(string failure) => new(failure, 0, 0);
}
