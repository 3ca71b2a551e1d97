namespace MtrlAkka.Learning.Verification;

/// <summary>What became of a golden file.</summary>
public enum GoldenOutcome
{
    /// <summary>Everything in it is within its limit.</summary>
    Passed,

    /// <summary>Something differs by more than it may.</summary>
    Failed,

    /// <summary>It is evidence, not a fixture; the report says why.</summary>
    NotCompared,

    /// <summary>No kind of file that is known here, or it asks for what is not known.</summary>
    NotUnderstood,
}

/// <summary>One quantity of a file, in both precisions.</summary>
/// <param name="Quantity">What was compared.</param>
/// <param name="Values">How many numbers.</param>
/// <param name="Double">In float64; null where it is not computed in it.</param>
/// <param name="Single">In float32; null where it is not computed in it.</param>
public sealed record GoldenLine(string Quantity, long Values, GoldenDifference? Double, GoldenDifference? Single)
{
    /// <summary>Whether both are within their limits.</summary>
    public bool Within => Double is null or { Within: true } && Single is null or { Within: true };
}

/// <summary>The comparison of one file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Kind">What it shows; empty where that is not known.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Why">Why it was not compared or not understood, or null.</param>
/// <param name="Lines">The quantities.</param>
/// <param name="Unused">Names of tensors that were neither read nor compared.</param>
public sealed record GoldenReport(
    string File, string Kind, GoldenOutcome Outcome, string? Why, IReadOnlyList<GoldenLine> Lines, IReadOnlyList<string> Unused)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsFine => Outcome is GoldenOutcome.Passed or GoldenOutcome.NotCompared;

    /// <summary>Numbers compared.</summary>
    public long Values => Lines.Sum(static line => line.Values);
}
