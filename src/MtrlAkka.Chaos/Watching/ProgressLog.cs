namespace MtrlAkka.Chaos.Watching;

/// <summary>When a run made progress, so that its pauses can be told. Times are those of one monotonic clock.</summary>
public sealed class ProgressLog
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _advances = [];
    private (string Life, long Progress) _last = ("", -1);

    /// <summary>How often it was seen to advance.</summary>
    public int Advances
    {
        get
        {
            lock (_gate) return _advances.Count;
        }
    }

    /// <summary>A look at the run.</summary>
    /// <param name="now">When.</param>
    /// <param name="life">Which run, and which life of it.</param>
    /// <param name="progress">How far it is. The first look at a life tells no progress: where a life begins is no step of it.</param>
    public void Note(TimeSpan now, string life, long progress)
    {
        lock (_gate)
        {
            if (life == _last.Life && progress > _last.Progress) _advances.Add(now);
            _last = (life, progress);
        }
    }

    /// <summary>There is no run whose progress could be missed.</summary>
    /// <param name="now">When.</param>
    public void Idle(TimeSpan now)
    {
        lock (_gate) _advances.Add(now);
    }

    /// <summary>How often it has advanced since a time.</summary>
    public int AdvancesSince(TimeSpan time)
    {
        lock (_gate) return _advances.Count - FirstAfter(time);
    }

    /// <summary>The longest time without progress that reaches into a span; what is behind the span does not count.</summary>
    /// <param name="from">Begin of the span.</param>
    /// <param name="to">Its end.</param>
    public TimeSpan LongestPause(TimeSpan from, TimeSpan to)
    {
        lock (_gate)
        {
            int first = FirstAfter(from);
            var before = first > 0 ? _advances[first - 1] : from;
            var longest = TimeSpan.Zero;
            for (int i = first; i < _advances.Count && _advances[i] < to; i++)
            {
                if (_advances[i] - before > longest) longest = _advances[i] - before;
                before = _advances[i];
            }

            return to - before > longest ? to - before : longest;
        }
    }

    // The first advance that is later than a time.
    private int FirstAfter(TimeSpan time)
    {
        int index = _advances.BinarySearch(time);
        if (index < 0) return ~index;
        while (index < _advances.Count && _advances[index] == time) index++;
        return index;
    }
}
