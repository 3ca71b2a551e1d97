using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MtrlAkka.Load.Running;

/// <summary>
/// Waits for moments far more exactly than timers do, and without burning a core meanwhile, which would be missing where it is measured.
/// </summary>
internal static partial class PreciseClock
{
    // The system may let a thread sleep 50 µs longer than it wants, and as long goes by until it runs; what is left then is spun away.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(0.15), Longest = TimeSpan.FromMilliseconds(100);

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
            if (left > Slack) Sleep(left - Slack < Longest ? left - Slack : Longest);
            else spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Sleep(TimeSpan time)
    {
        // A signal may end it early, and the caller looks at the clock.
        var wanted = new Timespec((nint)time.Seconds, (nint)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        _ = nanosleep(in wanted, 0);
    }

    [LibraryImport("libc")]
    private static partial int nanosleep(in Timespec time, nint left);

    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
