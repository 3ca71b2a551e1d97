using MtrlAkka.Cluster.Nodes;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// The restarts that an environment has left: each failure costs one, and is forgotten after a while; the pauses between them
/// grow. Once they are used up the environment is in quarantine, and stays so.
/// </summary>
/// <param name="limits">How many, and how fast.</param>
public sealed class RestartBudget(RestartLimits limits)
{
    private readonly Queue<TimeSpan> _failures = new();
    private readonly RestartPause _pause = new(limits.FirstPause, limits.LongestPause);

    /// <summary>Whether it failed too often and is not made anew.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Failures that count now.</summary>
    public int Failures => _failures.Count;

    /// <summary>It failed.</summary>
    /// <param name="now">The time, of a monotonic clock.</param>
    /// <returns>How long to wait before it is made anew; null: it goes into quarantine.</returns>
    public TimeSpan? Fail(TimeSpan now)
    {
        if (Exhausted) return null;
        while (_failures.TryPeek(out var oldest) && now - oldest >= limits.Window) _failures.Dequeue();
        _failures.Enqueue(now);
        Exhausted = _failures.Count > limits.Allowed;
        return Exhausted ? null : _pause.Take(now);
    }
}
