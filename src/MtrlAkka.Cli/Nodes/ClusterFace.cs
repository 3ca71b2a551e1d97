using Microsoft.Extensions.Logging;
using MtrlAkka.Cli.Metrics;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cli.Nodes;

/// <summary>What a run shows that a cluster does: metrics.jsonl, TensorBoard's event files, and news in the node's log.</summary>
internal sealed class ClusterFace : IOwnedFace
{
    private readonly ILogger _log;
    private readonly MetricsJsonLines _lines;
    private readonly TensorBoardWriter _tensorBoard;

    /// <summary>Opens the figures' files of a run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="log">Where news go.</param>
    /// <param name="resumeStep">Environment steps of the checkpoint that the run goes on from; figures beyond it are done again. Null for a new run.</param>
    public ClusterFace(RunFolder folder, ILoggerFactory log, long? resumeStep)
    {
        _log = log.CreateLogger(folder.Name);
        _lines = new MetricsJsonLines(folder.Metrics, TimeProvider.System, resumeStep);
        _tensorBoard = new TensorBoardWriter(folder.TensorBoard, TimeProvider.System, resumeStep + 1);
    }

    /// <inheritdoc/>
    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        _lines.Write(step, values);
        _tensorBoard.Write(step, values);
    }

    /// <inheritdoc/>
    public void Show(ProgressSnapshot snapshot)
    {
    }

    /// <inheritdoc/>
    public void Note(string line) => _log.LogInformation("{Line}", line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _tensorBoard.Dispose();
    }
}
