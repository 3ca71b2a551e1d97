using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Metrics;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cli.Runs;

/// <summary>What a run in this process shows: the terminal, metrics.jsonl and TensorBoard's event files.</summary>
public sealed class RunFace : IRunFace, IDisposable
{
    private readonly TrainingDisplay _display;
    private readonly string _run;
    private readonly MetricsJsonLines _lines;
    private readonly TensorBoardWriter _tensorBoard;

    /// <summary>Opens the figures' files of a run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="display">The terminal.</param>
    /// <param name="resumeStep">Environment steps of the checkpoint that the run goes on from; figures beyond it are done again. Null for a new run.</param>
    public RunFace(RunFolder folder, TrainingDisplay display, long? resumeStep)
    {
        (_display, _run) = (display, folder.Name);
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
    public void Show(ProgressSnapshot snapshot) => _display.Show(snapshot);

    /// <inheritdoc/>
    public void Note(string line) => _display.Note(_run, line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _tensorBoard.Dispose();
    }
}
