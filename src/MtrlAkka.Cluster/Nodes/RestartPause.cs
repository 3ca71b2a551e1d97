namespace MtrlAkka.Cluster.Nodes;

/// <summary>Pauses before what failed begins again: each twice as long as the last, and short again after a quiet while.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest; after ten times as long without a failure the first comes again.</param>
public sealed class RestartPause(TimeSpan first, TimeSpan longest)
{
    private readonly TimeSpan _first = first;
    private TimeSpan _last;

    /// <summary>The pause that comes next, if it comes soon.</summary>
    public TimeSpan Next { get; private set; } = first;

    /// <summary>Takes the next pause.</summary>
    /// <param name="now">The time, of a monotonic clock.</param>
    public TimeSpan Take(TimeSpan now)
    {
        if (now - _last > 10 * longest) Next = _first;
        _last = now;
        var pause = Next;
        Next = 2 * Next < longest ? 2 * Next : longest;
        return pause;
    }
}
