using System.Runtime.InteropServices;
using Akka.Actor;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// A message as one stretch of bytes, its fields and then its large arrays, that can be read from anywhere. The arrays are
/// read where they lie: they must not change until the last byte is taken.
/// </summary>
public sealed class OutgoingMessage : IDisposable
{
    private readonly WireWriter _writer;

    /// <summary>Writes a message's fields.</summary>
    /// <param name="message">The message.</param>
    /// <param name="system">Names actors; null where the message has none.</param>
    /// <exception cref="WireException">It has no codec.</exception>
    public OutgoingMessage(object message, ExtendedActorSystem? system)
    {
        var codec = WireCodecs.Of(message);
        Manifest = codec.Manifest;
        _writer = new WireWriter(system);
        codec.Write(_writer, message);
        HeadLength = _writer.Head.Length;
    }

    /// <summary>Which message it is, and in which version.</summary>
    public string Manifest { get; }

    /// <summary>Bytes of the fields.</summary>
    public int HeadLength { get; }

    /// <summary>Bytes of the large arrays.</summary>
    public long TensorBytes => _writer.TensorBytes;

    /// <summary>Bytes of all.</summary>
    public long Length => HeadLength + TensorBytes;

    /// <summary>Copies bytes from a place on into a target, which must not reach beyond the end.</summary>
    public void CopyTo(long from, Span<byte> target)
    {
        long start = 0;
        Copy(_writer.Head, ref start, from, ref target);
        foreach (var tensor in _writer.Tensors)
        {
            if (target.IsEmpty) return;
            Copy(BytesOf(tensor), ref start, from, ref target);
        }
    }

    /// <summary>The bytes from a place on, as many as lie together.</summary>
    /// <param name="from">The place; before the end.</param>
    public ReadOnlySpan<byte> From(long from)
    {
        if (from < HeadLength) return _writer.Head[(int)from..];
        from -= HeadLength;
        for (int i = 0; i < _writer.Tensors.Count; i++)
        {
            var tensor = _writer.Tensors[i];
            int bytes = Buffer.ByteLength(tensor);
            if (from < bytes) return BytesOf(tensor)[(int)from..];
            from -= bytes;
        }

        throw new ArgumentOutOfRangeException(nameof(from), "it lies behind the message's end");
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>An array of numbers as its bytes.</summary>
    internal static Span<byte> BytesOf(Array values) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), Buffer.ByteLength(values));

    // The part of a piece that lies behind "from" and fits; the target then begins behind it.
    private static void Copy(ReadOnlySpan<byte> piece, ref long start, long from, ref Span<byte> target)
    {
        long skip = Math.Max(0, from - start);
        if (skip < piece.Length)
        {
            var part = piece[(int)skip..];
            if (part.Length > target.Length) part = part[..target.Length];
            part.CopyTo(target);
            target = target[part.Length..];
        }

        start += piece.Length;
    }
}
