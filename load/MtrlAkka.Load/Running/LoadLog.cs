using System.Diagnostics;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>All that is recorded of a load: by segment, and over time.</summary>
/// <param name="names">Names of the segments.</param>
/// <param name="interval">Distance of the figures over time.</param>
internal sealed class LoadLog(IReadOnlyList<string> names, TimeSpan interval)
{
    private readonly LatencyLog[] _segments = [.. names.Select(static _ => new LatencyLog())];
    private readonly LatencyLog _now = new();
    private long _origin = Stopwatch.GetTimestamp();
    private long _due, _ended;
    private int _segment;

    /// <summary>Requests that are due and have not ended.</summary>
    public long Outstanding => Interlocked.Read(ref _due) - Interlocked.Read(ref _ended);

    /// <summary>The load begins.</summary>
    public void Start(long origin) => Volatile.Write(ref _origin, origin);

    /// <summary>A request is due.</summary>
    public void Due(int segment)
    {
        Volatile.Write(ref _segment, segment);
        Interlocked.Increment(ref _due);
    }

    /// <summary>A request has ended.</summary>
    /// <param name="segment">Where it was due.</param>
    /// <param name="due">When it was due, after the origin.</param>
    /// <param name="begun">Time stamp of its beginning.</param>
    /// <param name="outcome">What came of it.</param>
    public void Ended(int segment, TimeSpan due, long begun, RequestOutcome outcome)
    {
        long now = outcome.Answered > 0 ? outcome.Answered : Stopwatch.GetTimestamp();
        TimeSpan latency = Stopwatch.GetElapsedTime(Volatile.Read(ref _origin), now) - due, service = Stopwatch.GetElapsedTime(begun, now);
        _segments[segment].Add(latency, service, outcome);
        _now.Add(latency, service, outcome);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>Waits until nothing is outstanding, or the patience is over.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        long begun = Stopwatch.GetTimestamp();
        while (Outstanding > 0 && Stopwatch.GetElapsedTime(begun) < patience) await Task.Delay(TimeSpan.FromMilliseconds(5)).ConfigureAwait(false);
    }

    /// <summary>Collects figures over time until it is stopped.</summary>
    public async Task<IReadOnlyList<IntervalResult>> WatchAsync(CancellationToken stop)
    {
        var seen = new List<IntervalResult>();
        long last = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(interval);
        bool more = true;
        while (more)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                more = false;
            }

            long now = Stopwatch.GetTimestamp();
            var taken = _now.Take();
            double seconds = Stopwatch.GetElapsedTime(last, now).TotalSeconds;
            last = now;
            if (!more && taken.Ok + taken.Failed == 0) break;
            seen.Add(new IntervalResult(
                Stopwatch.GetElapsedTime(Volatile.Read(ref _origin), now).TotalSeconds,
                seconds,
                names[Volatile.Read(ref _segment)],
                taken.Ok / seconds,
                taken.Failed,
                Outstanding,
                Percentiles.Of(taken.Latencies)));
        }

        return seen;
    }

    /// <summary>What a segment came to.</summary>
    /// <param name="segment">Which.</param>
    /// <param name="counts">Whether its figures count.</param>
    /// <param name="seconds">How long it lasted.</param>
    /// <param name="due">Requests that were due in it.</param>
    public SegmentResult Result(int segment, bool counts, double seconds, long due)
    {
        var logged = _segments[segment].Take();
        return new SegmentResult(
            names[segment], counts, seconds, due / seconds, logged.Ok / seconds, logged.Failed, due - logged.Ok - logged.Failed, logged.Failures,
            logged.Units / seconds, logged.Bytes / seconds, Percentiles.Of(logged.Latencies), Percentiles.Of(logged.Service));
    }
}
