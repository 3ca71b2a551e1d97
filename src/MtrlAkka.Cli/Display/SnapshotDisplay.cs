using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>Shows the newest of many snapshots.</summary>
/// <typeparam name="T">What tells how something stands; it never changes.</typeparam>
public abstract class SnapshotDisplay<T> : ScreenDisplay
    where T : class
{
    private volatile T? _newest;
    private T? _written;

    /// <summary>Starts the display.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="ScreenDisplay.IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    protected SnapshotDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time)
        : base(console, live, interval, time) => Start();

    /// <summary>Shows how it stands; only the newest snapshot counts.</summary>
    public void Show(T snapshot)
    {
        _newest = snapshot;
        Changed();
    }

    /// <summary>Draws a snapshot.</summary>
    /// <param name="snapshot">What to draw.</param>
    /// <param name="width">Columns of the terminal.</param>
    protected abstract IRenderable Draw(T snapshot, int width);

    /// <summary>A snapshot as a plain line; null where it is not worth one.</summary>
    protected abstract string? Line(T snapshot);

    /// <summary>What is wrong in a snapshot, as plain lines.</summary>
    protected virtual IEnumerable<string> Alarms(T snapshot) => [];

    /// <inheritdoc/>
    protected sealed override IRenderable Draw(int width, int height) => Draw(_newest!, width);

    /// <inheritdoc/>
    protected sealed override IEnumerable<string> Alarms() => _newest is { } snapshot ? Alarms(snapshot) : [];

    /// <inheritdoc/>
    protected sealed override IEnumerable<string> NewLines()
    {
        if (_newest is not { } snapshot || ReferenceEquals(snapshot, _written) || Line(snapshot) is not { } line) return [];
        _written = snapshot;
        return [line];
    }
}
