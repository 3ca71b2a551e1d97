using HdrHistogram;

namespace MtrlAkka.Load.Results;

/// <summary>Requests that ended in a stretch of time.</summary>
/// <param name="Ok">Those whose answer was right.</param>
/// <param name="Units">What they moved, in the scenario's unit.</param>
/// <param name="Bytes">Bytes that they moved.</param>
/// <param name="Failures">How many failed, by reason.</param>
/// <param name="Latencies">Since each should have begun, in nanoseconds.</param>
/// <param name="Service">Since each did begin, in nanoseconds.</param>
public sealed record LoggedRequests(
    long Ok, long Units, long Bytes, IReadOnlyDictionary<string, long> Failures, HistogramBase Latencies, HistogramBase Service)
{
    /// <summary>Those that failed.</summary>
    public long Failed => Failures.Values.Sum();
}
