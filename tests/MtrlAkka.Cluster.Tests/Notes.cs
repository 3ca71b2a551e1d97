using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A run's news and figures, kept; news can be waited for.</summary>
/// <param name="log">What the run logs beside them.</param>
internal sealed class Notes(LogLines log) : IRunFace
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<string> _lines = [];
    private readonly List<(long Step, IReadOnlyList<(string Tag, double Value)> Values)> _figures = [];
    private readonly List<(string Part, Action Act, TaskCompletionSource Came)> _awaited = [];

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>Where the run stood when that was last shown.</summary>
    public ProgressSnapshot? Shown { get; private set; }

    /// <summary>All figures so far, as they were written.</summary>
    public IReadOnlyList<(long Step, IReadOnlyList<(string Tag, double Value)> Values)> Figures
    {
        get
        {
            lock (_lines) return [.. _figures];
        }
    }

    /// <summary>Waits until a line with this part has come, however early.</summary>
    public Task WaitAsync(string part) => ThenAsync(part, static () => { });

    /// <summary>
    /// Does something as soon as a line with this part comes, on the thread that brings it: where the run must not get far meanwhile,
    /// for a waiting test may be woken late.
    /// </summary>
    public Task ThenAsync(string part, Action act)
    {
        lock (_lines)
        {
            if (_lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
            {
                act();
                return Task.CompletedTask;
            }

            var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, act, came));
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
            foreach (var (_, act, came) in _awaited.Where(one => line.Contains(one.Part, StringComparison.Ordinal)))
            {
                act();
                came.TrySetResult();
            }

            _awaited.RemoveAll(static one => one.Came.Task.IsCompleted);
        }
    }

    public void Show(ProgressSnapshot snapshot) => Shown = snapshot;

    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        lock (_lines) _figures.Add((step, values));
    }
}
