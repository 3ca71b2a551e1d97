using System.Buffers.Binary;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>
/// The bytes beside the messages' own, little-endian. A caller says which link it is of, and its secret; who is called answers how far it is;
/// then chunks come, each behind a header.
/// </summary>
internal static class StreamPreamble
{
    /// <summary>Bytes of a call, of its answer and of a chunk's header.</summary>
    public const int CallBytes = 36, AnswerBytes = 16, HeaderBytes = 20;

    /// <summary>A chunk of this length says that the rest of the message does not come.</summary>
    public const int Dropped = -1;

    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "MTRLBULK"u8;

    /// <summary>Writes a call.</summary>
    public static void WriteCall(Span<byte> target, BulkLink link, long secret)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[12..], link.Sender);
        BinaryPrimitives.WriteInt64LittleEndian(target[20..], link.Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[28..], secret);
    }

    /// <summary>Reads a call.</summary>
    /// <returns>False where it is none of this version.</returns>
    public static bool TryReadCall(ReadOnlySpan<byte> bytes, out BulkLink link, out long secret)
    {
        link = new BulkLink(BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]));
        secret = BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]);
        return bytes.StartsWith(Magic) && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == Version;
    }

    /// <summary>Writes the answer.</summary>
    public static void WriteAnswer(Span<byte> target, StreamPosition position)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[4..], position.Chunks);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], position.Bytes);
    }

    /// <summary>Reads the answer.</summary>
    /// <returns>False where it is none of this version.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> bytes, out StreamPosition position)
    {
        position = new StreamPosition(BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
        return BinaryPrimitives.ReadInt32LittleEndian(bytes) == Version;
    }

    /// <summary>Writes the header of a chunk.</summary>
    public static void WriteHeader(Span<byte> target, in StreamChunk chunk)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, chunk.Message);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], chunk.From);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], chunk.Source is null ? Dropped : chunk.Length);
    }

    /// <summary>Reads the header of a chunk.</summary>
    public static (long Message, long From, int Length) ReadHeader(ReadOnlySpan<byte> bytes) => (
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
}
