namespace MtrlAkka.Cluster.Metrics;

/// <summary>What a part of a run can stand still for.</summary>
public enum WaitingFor
{
    /// <summary>For nothing: it works.</summary>
    Nothing,

    /// <summary>For leave to insert into the replay: the limiter's, or the round's in lockstep.</summary>
    Replay,

    /// <summary>For the weights that the next actions need.</summary>
    Weights,

    /// <summary>For samples of the replay.</summary>
    Batches,
}

/// <summary>How long one part of a run has stood still for each of the others. Its owner says when that changes; anybody may read.</summary>
/// <param name="time">The clock.</param>
public sealed class WaitClock(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly long[] _waited = new long[Enum.GetValues<WaitingFor>().Length];
    private WaitingFor _now;
    private long _since;

    /// <summary>The owner waits for this from here on, or for nothing.</summary>
    public void Is(WaitingFor what)
    {
        // Only its owner changes it, so most calls end here.
        if (what == _now) return;
        lock (_changing)
        {
            long now = time.GetTimestamp();
            if (_now != WaitingFor.Nothing) _waited[(int)_now] += now - _since;
            (_now, _since) = (what, now);
        }
    }

    /// <summary>Seconds that the owner has waited so far, a wait that still lasts included.</summary>
    public double Seconds(WaitingFor what)
    {
        lock (_changing)
        {
            long waited = _waited[(int)what];
            if (_now == what && what != WaitingFor.Nothing) waited += time.GetTimestamp() - _since;
            return (double)waited / time.TimestampFrequency;
        }
    }
}
