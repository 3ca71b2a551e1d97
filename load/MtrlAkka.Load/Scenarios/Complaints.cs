using System.Collections.Concurrent;

namespace MtrlAkka.Load.Scenarios;

/// <summary>What was wrong, the first few lines of it. Any thread may add to it.</summary>
internal sealed class Complaints
{
    private const int Most = 5;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Adds one, where there is room.</summary>
    public void Add(string line)
    {
        if (_lines.Count < Most) _lines.Enqueue(line);
    }
}
