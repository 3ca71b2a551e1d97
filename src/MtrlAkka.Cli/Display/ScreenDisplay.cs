using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>
/// A picture that changes: one that stays in place on a terminal, plain lines elsewhere. Any thread may call it; what is drawn is
/// drawn by one task of its own, and a slow terminal never holds up whoever has something to show.
/// </summary>
public abstract class ScreenDisplay : IAsyncDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly bool _live;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Channel<string> _notes = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _ending = new();
    private Task _drawing = Task.CompletedTask;
    private volatile int _shown;

    /// <summary>A display that has not begun.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    protected ScreenDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        _console = console;
        _live = live;
        _interval = interval;
        _time = time;
    }

    /// <summary>Standard output is a terminal that can be drawn on.</summary>
    public static bool IsTerminal(IAnsiConsole console) =>
        console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Writes a line that stays: an evaluation, a checkpoint, a warning. Above the picture where there is one.</summary>
    public void Note(string line) => _notes.Writer.TryWrite(line);

    /// <summary>Draws what is pending and the last picture once more, and gives the terminal back with its cursor.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _drawing;
        _ending.Dispose();
        if (_live) AppDomain.CurrentDomain.ProcessExit -= ShowCursor;
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins to draw; to be called once, when there is all that <see cref="Draw"/> needs.</summary>
    protected void Start()
    {
        if (_live) AppDomain.CurrentDomain.ProcessExit += ShowCursor;
        _drawing = Task.Run(DrawAll);
    }

    /// <summary>There is something new to draw.</summary>
    protected void Changed() => Interlocked.Increment(ref _shown);

    /// <summary>Draws the picture as it is now.</summary>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Its rows.</param>
    protected abstract IRenderable Draw(int width, int height);

    /// <summary>What is wrong now, as plain lines; each is written when it is new.</summary>
    protected abstract IEnumerable<string> Alarms();

    /// <summary>The picture as plain lines, those that were given before left out.</summary>
    protected abstract IEnumerable<string> NewLines();

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
        var alarms = new HashSet<string>();
        var due = _time.GetUtcNow();
        bool going;
        do
        {
            going = await Wait(TimeSpan.FromMilliseconds(Math.Min(100, _interval.TotalMilliseconds)));
            while (_notes.Reader.TryRead(out string? note)) WriteLine(note);
            HashSet<string> now = [.. Alarms()];
            foreach (string alarm in now.Where(alarm => !alarms.Contains(alarm))) WriteLine(alarm);
            alarms = now;
            if (going && _time.GetUtcNow() < due) continue;
            foreach (string line in NewLines())
            {
                WriteLine(line);
                due = _time.GetUtcNow() + _interval;
            }
        }
        while (going);
    }

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
