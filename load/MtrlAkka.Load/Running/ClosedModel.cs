using System.Diagnostics;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>
/// A fixed number of clients, each of which waits for its answer before it makes its next request: how much goes through when
/// nobody asks for more than comes back. Its latencies say nothing of what independent clients would see.
/// </summary>
/// <param name="scenario">What to request; prepared.</param>
/// <param name="clients">How many requests are under way at once.</param>
/// <param name="warmUp">How long figures do not count.</param>
/// <param name="lasting">How long they do.</param>
/// <param name="limits">Bounds.</param>
public sealed class ClosedModel(IScenario scenario, int clients, TimeSpan warmUp, TimeSpan lasting, LoadLimits limits)
{
    private static readonly string[] Names = [Profiles.LoadSegment.WarmUpName, "steady"];
    private readonly LoadLog _log = new(Names, limits.Interval);
    private readonly long[] _begun = new long[Names.Length];
    private long _number = -1;

    /// <summary>Runs for the given time.</summary>
    /// <param name="stop">Begins no further request.</param>
    public async Task<LoadResult> RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource ending = new(), abandoned = new();
        long origin = Stopwatch.GetTimestamp();
        _log.Start(origin);
        var intervals = _log.WatchAsync(ending.Token);
        var all = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => AskAsync(origin, abandoned.Token, stop), CancellationToken.None)));
        try
        {
            await all.WaitAsync(warmUp + lasting + limits.Drain, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is still under way counts as unanswered.
        }

        await abandoned.CancelAsync().ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        var seen = await intervals.ConfigureAwait(false);
        var violations = await scenario.VerifyAsync(stop).ConfigureAwait(false);
        SegmentResult[] segments =
        [
            _log.Result(0, counts: false, warmUp.TotalSeconds, Interlocked.Read(ref _begun[0])),
            _log.Result(1, counts: true, lasting.TotalSeconds, Interlocked.Read(ref _begun[1])),
        ];
        return new LoadResult(scenario.Name, scenario.Description, "closed", FormattableString.Invariant($"{clients} clients"), segments, seen, violations);
    }

    private async Task AskAsync(long origin, CancellationToken abandoned, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(origin) is var at && at < warmUp + lasting)
        {
            int segment = at < warmUp ? 0 : 1;
            Interlocked.Increment(ref _begun[segment]);
            _log.Due(segment);
            long begun = Stopwatch.GetTimestamp();
            var outcome = await GuardedRequest.MakeAsync(scenario, Interlocked.Increment(ref _number), abandoned).ConfigureAwait(false);
            _log.Ended(segment, at, begun, outcome);
        }
    }
}
