using System.Diagnostics;

namespace MtrlAkka.Load.Running;

/// <summary>Waits for moments far more exactly than timers do, and without burning a core meanwhile.</summary>
internal static class PreciseClock
{
    // A sleep of 1 ms may take 1.1 ms; what is left then is spun away.
    private static readonly TimeSpan Sleepable = TimeSpan.FromMilliseconds(1.2);

    /// <summary>Waits until some time after an origin, or not at all where that has passed.</summary>
    /// <param name="origin">Time stamp of <see cref="Stopwatch"/>.</param>
    /// <param name="at">Time after it.</param>
    /// <param name="stop">Ends the wait.</param>
    public static void WaitUntil(long origin, TimeSpan at, CancellationToken stop)
    {
        var spinner = default(SpinWait);
        while (!stop.IsCancellationRequested)
        {
            var left = at - Stopwatch.GetElapsedTime(origin);
            if (left <= TimeSpan.Zero) return;
            // Never long, so that a stop is heard.
            if (left > Sleepable) Thread.Sleep(TimeSpan.FromMilliseconds(Math.Min(100, Math.Floor((left - Sleepable).TotalMilliseconds) + 1)));
            else spinner.SpinOnce(sleep1Threshold: -1);
        }
    }
}
