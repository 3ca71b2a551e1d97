using MtrlAkka.Cluster.Metrics;
using System.Buffers;
using System.Text.Json;

namespace MtrlAkka.Cli.Metrics;

/// <summary>
/// Scalars as JSON lines: <c>{"step":100,"time":1763840000.25,"charts/mean_success_rate":0.5}</c>, the time in seconds since 1970,
/// null where a value is not a finite number. One caller at a time.
/// </summary>
public sealed class MetricsJsonLines : IScalarSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    /// <summary>Opens the file to append to it; makes it if it is not there. A last line that a kill cut short is removed.</summary>
    /// <param name="path">The file, by custom <c>metrics.jsonl</c>.</param>
    /// <param name="time">Gives the time of the lines.</param>
    /// <param name="keepThrough">On resume, the last step that counts: lines of later steps are removed. Null keeps them all.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public MetricsJsonLines(string path, TimeProvider time, long? keepThrough = null)
    {
        _time = time;
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        Repair(full, keepThrough ?? long.MaxValue);
        _stream = new FileStream(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        if (values.Count == 0) return;
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            json.WriteNumber("time", _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            foreach (var (tag, value) in values)
            {
                if (double.IsFinite(value)) json.WriteNumber(tag, value);
                else json.WriteNull(tag);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        long end = _stream.Length;
        try
        {
            _stream.Write(_line.WrittenSpan);
            _stream.Flush();
        }
        catch (IOException)
        {
            _stream.SetLength(end);
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();

    // Written anew beside it and renamed, so that a kill here loses nothing; left alone where nothing is wrong.
    private static void Repair(string path, long keepThrough)
    {
        if (!File.Exists(path)) return;
        string repaired = path + ".repaired";
        bool changed = EndsInsideLine(path);
        using (var target = new StreamWriter(repaired))
        {
            foreach (string line in File.ReadLines(path))
            {
                if (Counts(line, keepThrough)) target.Write(line + '\n');
                else changed = true;
            }
        }

        if (changed) File.Move(repaired, path, overwrite: true);
        else File.Delete(repaired);
    }

    private static bool Counts(string line, long keepThrough)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("step", out var step)
                && step.TryGetInt64(out long number)
                && number <= keepThrough;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool EndsInsideLine(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length == 0) return false;
        stream.Position = stream.Length - 1;
        return stream.ReadByte() != '\n';
    }
}
