using MtrlAkka.Cluster.Metrics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>The progress of a run, or of several, for whoever started it.</summary>
public sealed class TrainingDisplay : ScreenDisplay
{
    private readonly string[] _runs;
    private readonly ProgressSnapshot?[] _snapshots;
    private readonly ProgressSnapshot?[] _written;

    /// <summary>Starts the display.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="ScreenDisplay.IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    /// <param name="runs">Names of the runs where there are several; they have a line each.</param>
    public TrainingDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time, params string[] runs)
        : base(console, live, interval, time)
    {
        _runs = runs;
        _snapshots = new ProgressSnapshot?[Math.Max(1, runs.Length)];
        _written = new ProgressSnapshot?[_snapshots.Length];
        Start();
    }

    /// <summary>Shows where a run stands; only its newest snapshot counts.</summary>
    public void Show(ProgressSnapshot snapshot)
    {
        Volatile.Write(ref _snapshots[Math.Max(0, Array.IndexOf(_runs, snapshot.RunName))], snapshot);
        Changed();
    }

    /// <summary>A line that stays, of one of several runs.</summary>
    public void Note(string run, string line) => Note(_runs.Length > 0 ? $"{run}: {line}" : line);

    /// <inheritdoc/>
    protected override IRenderable Draw(int width, int height) => _runs.Length == 0
        ? ProgressPanel.Draw(_snapshots[0]!, width, height)
        : RunsPanel.Draw([.. _snapshots.OfType<ProgressSnapshot>()], width);

    /// <inheritdoc/>
    protected override IEnumerable<string> Alarms() =>
        _snapshots.OfType<ProgressSnapshot>().SelectMany(snapshot => snapshot.Alarms.Select(alarm => Line(snapshot, "alarm: " + alarm)));

    /// <inheritdoc/>
    protected override IEnumerable<string> NewLines()
    {
        for (int i = 0; i < _snapshots.Length; i++)
        {
            if (_snapshots[i] is not { } snapshot || ReferenceEquals(snapshot, _written[i])) continue;
            _written[i] = snapshot;
            yield return Line(snapshot, ProgressLine.Format(snapshot));
        }
    }

    private string Line(ProgressSnapshot snapshot, string text) => _runs.Length > 0 ? $"{snapshot.RunName}: {text}" : text;
}
