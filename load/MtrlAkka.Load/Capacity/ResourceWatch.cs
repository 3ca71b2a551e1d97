using System.Diagnostics;
using System.Globalization;

namespace MtrlAkka.Load.Capacity;

/// <summary>Measures what a stretch of time took of the machine, as Linux shows it in /proc.</summary>
public sealed class ResourceWatch
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Totals _before = Totals.Now();

    /// <summary>Seconds so far.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_begun).TotalSeconds;

    /// <summary>Shares of core time so far: busy with anything, and idle only because of the disk.</summary>
    public (double Busy, double WaitedForDisk) Shares()
    {
        var now = Totals.Now();
        double all = Math.Max(1, now.All - _before.All);
        return (1 - ((now.Idle + now.Disk - _before.Idle - _before.Disk) / all), (now.Disk - _before.Disk) / all);
    }

    private readonly record struct Totals(double All, double Idle, double Disk)
    {
        // Of the first line of /proc/stat: user, nice, system, idle, iowait and others, in ticks since the start.
        private const int IdleAt = 3, DiskAt = 4, Counted = 8;

        public static Totals Now()
        {
            double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Counted)
                .Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
            return new Totals(ticks.Sum(), ticks[IdleAt], ticks[DiskAt]);
        }
    }
}
