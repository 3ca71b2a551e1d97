using MtrlAkka.Cluster.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>How a cluster stands, for whoever watches it.</summary>
/// <inheritdoc/>
public sealed class ClusterDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time) : SnapshotDisplay<ClusterStatus>(console, live, interval, time)
{
    /// <inheritdoc/>
    protected override IRenderable Draw(ClusterStatus snapshot, int width) => ClusterPanel.Draw(snapshot, width);

    /// <inheritdoc/>
    protected override IEnumerable<string> Alarms(ClusterStatus snapshot) => ClusterLines.Alarms(snapshot);

    /// <inheritdoc/>
    protected override string Line(ClusterStatus snapshot) => ClusterLines.Summary(snapshot);
}
