using MtrlAkka.Cluster.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>How a cluster stands, for whoever watches it.</summary>
public sealed class ClusterDisplay : ScreenDisplay
{
    private volatile ClusterStatus? _status;
    private ClusterStatus? _written;

    /// <summary>Starts the display.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="ScreenDisplay.IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    public ClusterDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time)
        : base(console, live, interval, time) => Start();

    /// <summary>Shows how the cluster stands; only the newest status counts.</summary>
    public void Show(ClusterStatus status)
    {
        _status = status;
        Changed();
    }

    /// <inheritdoc/>
    protected override IRenderable Draw(int width, int height) => ClusterPanel.Draw(_status!, width);

    /// <inheritdoc/>
    protected override IEnumerable<string> Alarms() => _status is { } status ? ClusterLines.Alarms(status) : [];

    /// <inheritdoc/>
    protected override IEnumerable<string> NewLines()
    {
        if (_status is not { } status || ReferenceEquals(status, _written)) return [];
        _written = status;
        return [ClusterLines.Summary(status)];
    }
}
