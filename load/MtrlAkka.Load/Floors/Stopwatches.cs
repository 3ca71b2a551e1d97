using System.Diagnostics;

namespace MtrlAkka.Load.Floors;

/// <summary>Times plain work.</summary>
internal static class Stopwatches
{
    /// <summary>How often a second something can be done.</summary>
    /// <param name="time">About how long to measure.</param>
    /// <param name="work">Does it once.</param>
    public static double Rate(TimeSpan time, Action work)
    {
        work();
        long begun = Stopwatch.GetTimestamp(), times = 0;
        do
        {
            work();
            times++;
        }
        while (Stopwatch.GetElapsedTime(begun) < time);
        return times / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>The median of the milliseconds that something takes.</summary>
    /// <param name="time">About how long to measure.</param>
    /// <param name="milliseconds">Does it once and says how long it took.</param>
    public static double Median(TimeSpan time, Func<double> milliseconds)
    {
        milliseconds();
        List<double> taken = [];
        long begun = Stopwatch.GetTimestamp();
        do taken.Add(milliseconds());
        while (Stopwatch.GetElapsedTime(begun) < time);
        taken.Sort();
        return taken[taken.Count / 2];
    }

    /// <summary>Milliseconds that something takes.</summary>
    public static double Milliseconds(Action work)
    {
        long begun = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
