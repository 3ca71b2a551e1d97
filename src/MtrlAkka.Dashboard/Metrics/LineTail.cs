using System.Buffers;

namespace MtrlAkka.Dashboard.Metrics;

/// <summary>
/// Reads a file of lines that grows, only what is new each time, and notices when another file has taken its place. It must be shared
/// by whoever writes it, and may not be there yet.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="most">Bytes read at a time, so that a long file does not take one look's whole time.</param>
/// <param name="fromEnd">Bytes before the end at which the first look begins; the whole file where it is shorter.</param>
internal sealed class LineTail(string path, int most = 4 << 20, long fromEnd = long.MaxValue)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _mark = new byte[64], _found = new byte[64];
    private long? _position;
    private int _marked;
    private bool _within;

    /// <summary>A line, without its end.</summary>
    public delegate void Take(ReadOnlySpan<byte> line);

    /// <summary>Reads what is new.</summary>
    /// <param name="anew">Called before the first line of a file that was not read before.</param>
    /// <param name="take">Called with each whole line.</param>
    /// <returns>Whether there is more to read at once.</returns>
    public bool Read(Action anew, Take take)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        using (file)
        {
            if (!IsSame(file)) Begin(file, anew);
            file.Position = _position!.Value;
            int left = most, length;
            while (left > 0 && (length = file.Read(_buffer, 0, Math.Min(left, _buffer.Length))) > 0)
            {
                left -= length;
                Split(_buffer.AsSpan(0, length), take);
            }

            _position = file.Position;
            _marked = Before(file, _mark);
            return _position < file.Length;
        }
    }

    // Where it was replaced, other bytes are before the place that was reached.
    private bool IsSame(FileStream file) => _position <= file.Length && Before(file, _found) == _marked && _found.AsSpan(0, _marked).SequenceEqual(_mark.AsSpan(0, _marked));

    private int Before(FileStream file, byte[] bytes)
    {
        int length = (int)Math.Min(bytes.Length, _position!.Value);
        file.Position = _position.Value - length;
        return file.ReadAtLeast(bytes.AsSpan(0, length), length, throwOnEndOfStream: false);
    }

    private void Begin(FileStream file, Action anew)
    {
        _line.ResetWrittenCount();
        long from = Math.Max(0, file.Length - fromEnd);
        // The first line is then the end of one.
        (_position, _within) = (from, from > 0);
        anew();
    }

    private void Split(ReadOnlySpan<byte> bytes, Take take)
    {
        int end;
        while ((end = bytes.IndexOf((byte)'\n')) >= 0)
        {
            _line.Write(bytes[..end]);
            if (!_within) take(_line.WrittenSpan);
            _line.ResetWrittenCount();
            _within = false;
            bytes = bytes[(end + 1)..];
        }

        _line.Write(bytes);
    }
}
