namespace MtrlAkka.Load.Results;

/// <summary>What a load came to.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Description">What one request is.</param>
/// <param name="Model"><c>open</c> or <c>closed</c>.</param>
/// <param name="Load">The profile, or the number of clients.</param>
/// <param name="Segments">One for each segment, the warm-up included.</param>
/// <param name="Intervals">The same second by second.</param>
/// <param name="Violations">What was wrong when all was done, a line each.</param>
public sealed record LoadResult(
    string Scenario,
    string Description,
    string Model,
    string Load,
    IReadOnlyList<SegmentResult> Segments,
    IReadOnlyList<IntervalResult> Intervals,
    IReadOnlyList<string> Violations)
{
    /// <summary>Segments whose figures count.</summary>
    public IEnumerable<SegmentResult> Counted => Segments.Where(static segment => segment.Counts);

    /// <summary>Whether every answer was right and nothing was lost.</summary>
    public bool Passed => Violations.Count == 0 && Segments.All(static segment => segment.Failed == 0 && segment.Unanswered == 0);
}

/// <summary>One segment of a load.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Counts">Whether its figures count; those of a warm-up do not.</param>
/// <param name="Seconds">How long it lasted.</param>
/// <param name="Offered">Requests a second that should have begun in it; for clients that wait for their answers, that did.</param>
/// <param name="Answered">Right answers a second to requests of this segment.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="Unanswered">Requests that nobody had answered when the patience was over, those that never began included.</param>
/// <param name="Failures">How many failed, by reason.</param>
/// <param name="Units">What right answers moved each second, in the scenario's unit.</param>
/// <param name="Bytes">Bytes that they moved each second.</param>
/// <param name="Latency">Since each request should have begun: a stall is seen by all that came meanwhile.</param>
/// <param name="Service">Since each did begin.</param>
public sealed record SegmentResult(
    string Name,
    bool Counts,
    double Seconds,
    double Offered,
    double Answered,
    long Failed,
    long Unanswered,
    IReadOnlyDictionary<string, long> Failures,
    double Units,
    double Bytes,
    Percentiles Latency,
    Percentiles Service);

/// <summary>What ended in about a second of a load.</summary>
/// <param name="At">Seconds from the beginning of the load to the end of the interval.</param>
/// <param name="Seconds">How long the interval is.</param>
/// <param name="Segment">Name of the segment at its end.</param>
/// <param name="Answered">Right answers a second.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="Outstanding">Requests at its end that should have begun and have not ended.</param>
/// <param name="Latency">Since each should have begun.</param>
public sealed record IntervalResult(double At, double Seconds, string Segment, double Answered, long Failed, long Outstanding, Percentiles Latency);
