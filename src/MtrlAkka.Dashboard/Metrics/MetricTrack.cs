namespace MtrlAkka.Dashboard.Metrics;

/// <summary>
/// Collects one tag's figures in bounded memory: where they are too many, only every second one stays. One thread adds; a
/// <see cref="Series"/> that it gave may be read by any, for what it shows is never written again.
/// </summary>
internal sealed class MetricTrack
{
    /// <summary>Figures kept at most.</summary>
    public const int Most = 256;

    private const int First = 32;
    private double[] _steps = new double[First], _times = new double[First], _values = new double[First];
    private int _count, _stride = 1, _skipped;

    /// <summary>All that is kept now.</summary>
    public MetricSeries Series => new(_steps, _times, _values, _count);

    /// <summary>Adds a figure; those of the same or later steps are void, for the run does them again.</summary>
    public void Add(double step, double time, double value)
    {
        if (_count > 0 && step <= _steps[_count - 1])
        {
            int keep = _count;
            while (keep > 0 && _steps[keep - 1] >= step) keep--;
            Copy(_steps.Length, keep, 1);
            _skipped = 0;
        }

        // The newest is always there; the one before it goes where it is not one of those that stay.
        if (_count > 0 && ++_skipped < _stride) Copy(_steps.Length, _count - 1, 1);
        else _skipped = 0;
        if (_count == Most)
        {
            Copy(_steps.Length, Most, 2);
            _stride *= 2;
        }
        else if (_count == _steps.Length)
        {
            Copy(Math.Min(Most, 2 * _count), _count, 1);
        }

        (_steps[_count], _times[_count], _values[_count]) = (step, time, value);
        _count++;
    }

    private void Copy(int length, int count, int every)
    {
        var (steps, times, values) = (new double[length], new double[length], new double[length]);
        int kept = 0;
        for (int i = every - 1; i < count; i += every, kept++) (steps[kept], times[kept], values[kept]) = (_steps[i], _times[i], _values[i]);
        (_steps, _times, _values, _count) = (steps, times, values, kept);
    }
}
