namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>
/// A network card in one direction: bytes go in order at its rate, and come a while later. What is urgent passes all that waits, as a fair
/// queue lets pass who sends little.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="rate">Bytes a second; above 0.</param>
/// <param name="latency">Seconds from the last byte's going to its coming.</param>
public sealed class Line(EventClock clock, double rate, double latency)
{
    private double _free;

    /// <summary>Bytes that were given to it.</summary>
    public long Bytes { get; private set; }

    /// <summary>Seconds that it needs for them.</summary>
    public double Busy { get; private set; }

    /// <summary>Sends.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="came">Happens when the last byte is there.</param>
    /// <param name="urgent">Whether it passes what waits.</param>
    public void Send(long bytes, Action came, bool urgent = false)
    {
        double seconds = bytes / rate;
        _free = Math.Max(_free, clock.Now) + seconds;
        Bytes += bytes;
        Busy += seconds;
        clock.After((urgent ? seconds : _free - clock.Now) + latency, came);
    }
}
