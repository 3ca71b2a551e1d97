using MtrlAkka.Load.Results;

namespace MtrlAkka.Load.Reports;

/// <summary>Bytes that all processes but the one that makes the requests held at a moment.</summary>
/// <param name="At">Seconds from the beginning of the load.</param>
/// <param name="Bytes">Bytes in memory.</param>
public sealed record MemorySample(double At, long Bytes);

/// <summary>Past capacity and back: half of capacity, one and a half times, a tenth while the rest is caught up with, half again.</summary>
/// <param name="Result">What came of the requests.</param>
/// <param name="Memory">What the processes held meanwhile.</param>
public sealed record OverloadReport(LoadResult Result, IReadOnlyList<MemorySample> Memory)
{
    // What a garbage collector may take for its own purposes while it is busy, beside what any process has.
    private const double Grown = 1.25;
    private const long Slack = 128 << 20;

    // A latency is back when it is about what it was; below some milliseconds the machine's own hiccups decide.
    private const double Recovered = 3, Hiccup = 10;

    /// <summary>The segment before the overload.</summary>
    public SegmentResult Before => Segment("before");

    /// <summary>The overload.</summary>
    public SegmentResult During => Segment("overload");

    /// <summary>The segment when all is caught up with.</summary>
    public SegmentResult After => Segment("after");

    /// <summary>The most that was held before the overload.</summary>
    public long MemoryBefore => Most(0, Begin("overload"));

    /// <summary>The most that was held in the overload and after it.</summary>
    public long MemoryDuring => Most(Begin("overload"), double.PositiveInfinity);

    /// <summary>Whether memory stayed flat: at most a quarter and 128 MiB more than before.</summary>
    public bool MemoryFlat => MemoryDuring <= (Grown * MemoryBefore) + Slack;

    /// <summary>
    /// Whether latencies came back: half of the requests take at most three times as long as before, or 10 ms more. What has not been caught up with
    /// delays all of them; the slowest tenth tells of the machine's own hiccups.
    /// </summary>
    public bool LatencyRecovered => After.Latency.P50 <= Math.Max(Recovered * Before.Latency.P50, Before.Latency.P50 + Hiccup);

    /// <summary>Whether the overload did no harm.</summary>
    public bool Passed => Result.Passed && MemoryFlat && LatencyRecovered;

    /// <summary>What was wrong besides wrong answers, a line each.</summary>
    public IEnumerable<string> Complaints
    {
        get
        {
            if (!MemoryFlat) yield return FormattableString.Invariant($"overload: the processes held {MemoryDuring / 1e6:0} MB, {MemoryBefore / 1e6:0} MB before");
            if (!LatencyRecovered) yield return FormattableString.Invariant($"overload: median of {After.Latency.P50:0.0} ms after it, {Before.Latency.P50:0.0} ms before");
        }
    }

    private SegmentResult Segment(string name) => Result.Segments.Single(segment => segment.Name == name);

    private double Begin(string name) => Result.Segments.TakeWhile(segment => segment.Name != name).Sum(static segment => segment.Seconds);

    private long Most(double from, double to) => Memory.Where(sample => sample.At >= from && sample.At < to).Select(static sample => sample.Bytes).DefaultIfEmpty(0).Max();
}
