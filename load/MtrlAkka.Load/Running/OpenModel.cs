using System.Diagnostics;
using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>
/// Begins requests when they are due, whether those before are answered or not, as clients do that know nothing of each other. Latency
/// counts from when a request was due, so that a stall is not hidden by the requests that it kept from beginning (Tene's
/// "coordinated omission").
/// </summary>
/// <param name="scenario">What to request; prepared.</param>
/// <param name="profile">The rate over time.</param>
/// <param name="schedule">When each request is due.</param>
/// <param name="limits">Bounds.</param>
public sealed class OpenModel(IScenario scenario, LoadProfile profile, ArrivalSchedule schedule, LoadLimits limits) : IDisposable
{
    private readonly LoadLog _log = new([.. profile.Segments.Select(static segment => segment.Name)], limits.Interval);
    private readonly SemaphoreSlim _room = new(limits.Outstanding);
    private readonly CancellationTokenSource _abandoned = new();

    private IScenario Scenario => scenario;

    /// <summary>Runs the whole profile.</summary>
    /// <param name="stop">Begins no further request.</param>
    public async Task<LoadResult> RunAsync(CancellationToken stop)
    {
        using var ending = new CancellationTokenSource();
        var intervals = _log.WatchAsync(ending.Token);
        long[] due = await Task.Factory.StartNew(() => Begin(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        await _log.DrainAsync(limits.Drain).ConfigureAwait(false);
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        var seen = await intervals.ConfigureAwait(false);
        var violations = await scenario.VerifyAsync(stop).ConfigureAwait(false);
        SegmentResult[] segments = [.. profile.Segments.Select((segment, i) => _log.Result(i, segment.Counts, segment.Lasting.TotalSeconds, due[i]))];
        return new LoadResult(scenario.Name, scenario.Description, "open", profile.ToString(), segments, seen, violations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _room.Dispose();
        _abandoned.Dispose();
    }

    // On a thread of its own, which does nothing but wait and begin. Tells how many were due in each segment.
    private long[] Begin(CancellationToken stop)
    {
        long[] due = new long[profile.Segments.Count];
        long number = 0, origin = Stopwatch.GetTimestamp();
        _log.Start(origin);
        foreach (var (at, segment) in schedule.Requests())
        {
            PreciseClock.WaitUntil(origin, at, stop);
            if (stop.IsCancellationRequested) break;
            due[segment]++;
            _log.Due(segment);
            if (!_room.Wait(0, CancellationToken.None))
            {
                try
                {
                    _room.Wait(stop);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(static request => _ = request.RunAsync(), new Request(this, number++, at, segment), preferLocal: false);
        }

        // The last requests are due some time before the end, and rates count to the end.
        PreciseClock.WaitUntil(origin, profile.Lasting, stop);
        return due;
    }

    private sealed record Request(OpenModel Model, long Number, TimeSpan Due, int Segment)
    {
        public async Task RunAsync()
        {
            long begun = Stopwatch.GetTimestamp();
            var outcome = await GuardedRequest.MakeAsync(Model.Scenario, Number, Model._abandoned.Token).ConfigureAwait(false);
            Model._room.Release();
            Model._log.Ended(Segment, Due, begun, outcome);
        }
    }
}
