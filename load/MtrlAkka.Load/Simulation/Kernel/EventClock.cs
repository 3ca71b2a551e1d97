namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>
/// The time of a simulation: what is to happen, in order. Of what happens at one moment the first planned comes first, so a
/// simulation is a pure function of what it begins with.
/// </summary>
public sealed class EventClock
{
    private readonly PriorityQueue<Action, (double At, long Number)> _events = new();
    private long _planned;

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    /// <summary>What has happened so far.</summary>
    public long Happened { get; private set; }

    /// <summary>Plans something.</summary>
    /// <param name="seconds">From now; at least 0.</param>
    /// <param name="what">What happens then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is in the past, or none.</exception>
    public void After(double seconds, Action what)
    {
        if (!(seconds >= 0) || double.IsInfinity(seconds)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "something can only happen later");
        _events.Enqueue(what, (Now + seconds, _planned++));
    }

    /// <summary>Lets all happen that is planned up to a time, and stands at that time.</summary>
    public void RunTo(double time)
    {
        while (_events.TryPeek(out var what, out var when) && when.At <= time)
        {
            _events.Dequeue();
            Now = when.At;
            Happened++;
            what();
        }

        Now = Math.Max(Now, time);
    }

    /// <summary>Lets the next thing happen.</summary>
    /// <returns>False where nothing is planned.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out var what, out var when)) return false;
        Now = when.At;
        Happened++;
        what();
        return true;
    }
}
