using MtrlAkka.Cluster.Metrics;
using System.Globalization;

namespace MtrlAkka.Cli.Metrics;

/// <summary>
/// Scalars as a TensorBoard event file. Each start of a run opens a file of its own in the same folder, and TensorBoard
/// joins them; one caller at a time.
/// </summary>
public sealed class TensorBoardWriter : IScalarSink, IDisposable
{
    private readonly EventEncoder _encoder = new();
    private readonly RecordStream _records;
    private readonly TimeProvider _time;

    /// <summary>Opens a new event file.</summary>
    /// <param name="folder">Where the run's event files lie; made if it is not there.</param>
    /// <param name="time">Gives the wall time of the events.</param>
    /// <param name="purgeFrom">On resume, the first step that did not count before: TensorBoard drops it and later ones from earlier files.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public TensorBoardWriter(string folder, TimeProvider time, long? purgeFrom = null)
    {
        _time = time;
        Directory.CreateDirectory(folder);
        (Path, var stream) = Open(folder, time.GetUtcNow().ToUnixTimeSeconds());
        _records = new RecordStream(stream);
        _records.Append(_encoder.FileVersion(Now));
        if (purgeFrom is long step) _records.Append(_encoder.SessionStart(Now, step));
    }

    /// <summary>The file that is written.</summary>
    public string Path { get; }

    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        if (values.Count > 0) _records.Append(_encoder.Scalars(Now, step, values));
    }

    public void Dispose() => _records.Dispose();

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    // TensorBoard reads files in the order of their names, and a purge must come after what it purges:
    // the seconds come first, then a number that tells files of one second apart.
    private static (string, FileStream) Open(string folder, long seconds)
    {
        for (int number = 0; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture,
                $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}.{number:D3}.{Environment.ProcessId}");
            string path = System.IO.Path.Combine(folder, name);
            if (Directory.EnumerateFiles(folder, $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}.{number:D3}.*").Any()) continue;
            return (path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        }
    }
}
