using System.Diagnostics;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Times of work that is done again and again: the fastest counts, which neighbours on the machine disturb least.</summary>
internal static class Fastest
{
    /// <summary>Seconds of one repetition.</summary>
    /// <param name="times">How often to try.</param>
    /// <param name="repetitions">Repetitions of a try.</param>
    /// <param name="work">Does it so often.</param>
    public static double Of(int times, int repetitions, Action<int> work)
    {
        work(Math.Max(1, repetitions / 10));
        double fastest = double.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            work(repetitions);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return fastest / repetitions;
    }
}
