using MtrlAkka.Cluster.Metrics;
using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>
/// The progress of a run, or of several, for whoever started it: a table that stays in place on a terminal, plain lines elsewhere.
/// Any thread may call it; what is drawn is drawn by one task of its own, and a slow terminal never holds up the run.
/// </summary>
public sealed class TrainingDisplay : IAsyncDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly bool _live;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Channel<string> _notes = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _drawing;
    private readonly string[] _runs;
    private readonly ProgressSnapshot?[] _snapshots;
    private volatile int _shown;

    /// <summary>Starts the display.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    /// <param name="runs">Names of the runs where there are several; they have a line each.</param>
    public TrainingDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time, params string[] runs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        _console = console;
        _live = live;
        _interval = interval;
        _time = time;
        _runs = runs;
        _snapshots = new ProgressSnapshot?[Math.Max(1, runs.Length)];
        if (live) AppDomain.CurrentDomain.ProcessExit += ShowCursor;
        _drawing = Task.Run(DrawAll);
    }

    /// <summary>Standard output is a terminal that can be drawn on.</summary>
    public static bool IsTerminal(IAnsiConsole console) =>
        console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Shows where a run stands; only its newest snapshot counts.</summary>
    public void Show(ProgressSnapshot snapshot)
    {
        Volatile.Write(ref _snapshots[Math.Max(0, Array.IndexOf(_runs, snapshot.RunName))], snapshot);
        Interlocked.Increment(ref _shown);
    }

    /// <summary>Writes a line that stays: an evaluation, a checkpoint, a warning. Above the table where there is one.</summary>
    public void Note(string line) => _notes.Writer.TryWrite(line);

    /// <summary>A line that stays, of one of several runs.</summary>
    public void Note(string run, string line) => Note(_runs.Length > 0 ? $"{run}: {line}" : line);

    /// <summary>Draws what is pending and the last snapshot once more, and gives the terminal back with its cursor.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _drawing;
        _ending.Dispose();
        if (_live) AppDomain.CurrentDomain.ProcessExit -= ShowCursor;
    }

    // A terminal that went away or a pipe whose reader ended costs the display, never the run.
    private async Task DrawAll()
    {
        try
        {
            await (_live ? DrawLive() : WriteLines());
        }
        catch (IOException)
        {
        }
    }

    private Task DrawLive() => _console.Live(Text.Empty).StartAsync(async live =>
    {
        int drawn = 0;
        do
        {
            while (_notes.Reader.TryRead(out string? note)) WriteAbove(note);
            int shown = _shown;
            if (shown == drawn) continue;
            live.UpdateTarget(Draw(_console.Profile.Width, _console.Profile.Height));
            drawn = shown;
        }
        while (await Wait(Redraw) || _notes.Reader.Count > 0 || _shown != drawn);
    });

    private IRenderable Draw(int width, int height) => _runs.Length == 0
        ? ProgressPanel.Draw(_snapshots[0]!, width, height)
        : RunsPanel.Draw([.. _snapshots.OfType<ProgressSnapshot>()], width);

    // Each line is filled up, for the table's old lines lie under it.
    private void WriteAbove(string note)
    {
        int width = Math.Max(20, _console.Profile.Width - 1);
        foreach (string line in Fold(note, width)) _console.WriteLine(line.PadRight(width));
    }

    private static IEnumerable<string> Fold(string text, int width)
    {
        while (text.Length > width)
        {
            int space = text.LastIndexOf(' ', width);
            int end = space > width / 2 ? space : width;
            yield return text[..end];
            text = "  " + text[end..].TrimStart();
        }

        yield return text;
    }

    private async Task WriteLines()
    {
        var written = new ProgressSnapshot?[_snapshots.Length];
        var alarms = new HashSet<string>();
        var due = _time.GetUtcNow();
        bool going;
        do
        {
            going = await Wait(TimeSpan.FromMilliseconds(Math.Min(100, _interval.TotalMilliseconds)));
            while (_notes.Reader.TryRead(out string? note)) WriteLine(note);
            HashSet<string> now = [.. _snapshots.OfType<ProgressSnapshot>().SelectMany(snapshot => snapshot.Alarms.Select(alarm => Line(snapshot, "alarm: " + alarm)))];
            foreach (string alarm in now.Where(alarm => !alarms.Contains(alarm))) WriteLine(alarm);
            alarms = now;
            if (going && _time.GetUtcNow() < due) continue;
            for (int i = 0; i < written.Length; i++)
            {
                if (_snapshots[i] is not { } snapshot || ReferenceEquals(snapshot, written[i])) continue;
                WriteLine(Line(snapshot, ProgressLine.Format(snapshot)));
                written[i] = snapshot;
                due = _time.GetUtcNow() + _interval;
            }
        }
        while (going);
    }

    private string Line(ProgressSnapshot snapshot, string text) => _runs.Length > 0 ? $"{snapshot.RunName}: {text}" : text;

    // Not through the console's own formatting, which would fold long lines at 80 columns.
    private void WriteLine(string line)
    {
        _console.Profile.Out.Writer.WriteLine(line);
        _console.Profile.Out.Writer.Flush();
    }

    private async Task<bool> Wait(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _ending.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A process that ends without disposing (a second Ctrl-C) still gives the cursor back.
    private void ShowCursor(object? sender, EventArgs e) => _console.Cursor.Show(true);
}
