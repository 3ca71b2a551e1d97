using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A run's news and figures, kept; news can be waited for.</summary>
/// <param name="log">What the run logs beside them.</param>
internal sealed class Notes(LogLines log) : IRunFace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<string> _lines = [];
    private readonly List<(long Step, IReadOnlyList<(string Tag, double Value)> Values)> _figures = [];
    private readonly List<(string Part, TaskCompletionSource Came)> _awaited = [];

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>All figures so far, as they were written.</summary>
    public IReadOnlyList<(long Step, IReadOnlyList<(string Tag, double Value)> Values)> Figures
    {
        get
        {
            lock (_lines) return [.. _figures];
        }
    }

    /// <summary>Waits until a line with this part has come, however early.</summary>
    public Task WaitAsync(string part)
    {
        lock (_lines)
        {
            if (_lines.Any(line => line.Contains(part, StringComparison.Ordinal))) return Task.CompletedTask;
            var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, came));
            return TestWait.For(came.Task, () => $"the news '{part}' (after {this})", Patience);
        }
    }

    /// <summary>All that is known of the run, for the message of a test that waits in vain.</summary>
    public override string ToString() => $"{string.Join("; ", Lines)}; log:\n{log.Last}\n";

    public void Note(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            foreach (var (part, came) in _awaited)
                if (line.Contains(part, StringComparison.Ordinal)) came.TrySetResult();
        }
    }

    public void Show(ProgressSnapshot snapshot)
    {
    }

    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        lock (_lines) _figures.Add((step, values));
    }
}
