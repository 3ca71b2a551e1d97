using System.Collections.Concurrent;
using HdrHistogram;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>Latencies and outcomes of the requests of one segment; written by many threads at once.</summary>
internal sealed class LatencyLog
{
    /// <summary>The longest latency that is told apart; what is longer counts as this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int Digits = 3;
    private static readonly long NanosecondsAtMost = (long)Longest.TotalNanoseconds;
    private readonly Recorder _latencies = Create(), _service = Create();
    private readonly ConcurrentDictionary<string, long> _failures = new();
    private long _ok, _units, _bytes;

    /// <summary>A request has ended.</summary>
    /// <param name="latency">Since it should have begun.</param>
    /// <param name="service">Since it did begin.</param>
    /// <param name="outcome">What came of it.</param>
    public void Add(TimeSpan latency, TimeSpan service, RequestOutcome outcome)
    {
        _latencies.RecordValue(Clamped(latency));
        _service.RecordValue(Clamped(service));
        if (outcome.Failure is { } failure) _failures.AddOrUpdate(failure, 1, static (_, count) => count + 1);
        else Interlocked.Increment(ref _ok);
        Interlocked.Add(ref _units, outcome.Units);
        Interlocked.Add(ref _bytes, outcome.Bytes);
    }

    /// <summary>What was recorded since the last call.</summary>
    public LoggedRequests Take() => new(
        Interlocked.Exchange(ref _ok, 0),
        Interlocked.Exchange(ref _units, 0),
        Interlocked.Exchange(ref _bytes, 0),
        TakeFailures(),
        _latencies.GetIntervalHistogram(),
        _service.GetIntervalHistogram());

    private SortedDictionary<string, long> TakeFailures()
    {
        var taken = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string failure in _failures.Keys)
        {
            if (_failures.TryRemove(failure, out long count)) taken[failure] = count;
        }

        return taken;
    }

    private static long Clamped(TimeSpan time) => Math.Clamp((long)time.TotalNanoseconds, 1, NanosecondsAtMost);

    private static Recorder Create() => HistogramFactory.With64BitBucketSize()
        .WithValuesFrom(1000).WithValuesUpTo(NanosecondsAtMost).WithPrecisionOf(Digits)
        .WithThreadSafeWrites().WithThreadSafeReads().Create();
}
