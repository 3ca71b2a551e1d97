using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Replay;

/// <summary>
/// The rows that a shard got since its last seal, as bytes that are written once. It reads the rings directly: write it before
/// the shard gets more rows than its rings can hold beside these.
/// </summary>
/// <remarks>
/// Bytes, little-endian: "MTRLSEG1"; int32 observation, action, first task, tasks; int64 from and to of each task;
/// then the packed rows as float32, task after task. What protects them is the hash in their blob's name.
/// </remarks>
public sealed class ReplaySegment
{
    private const ulong Magic = 0x31_47_45_53_4C_52_54_4D; // "MTRLSEG1"
    private const int FixedHeader = 24;
    private const int RangeBytes = 16;
    private readonly ReplayRing[] _rings;
    private readonly int _firstTask;
    private readonly long[] _from;
    private readonly long[] _to;

    internal ReplaySegment(ReplayRing[] rings, int firstTask, long[] from, long[] to)
    {
        (_rings, _firstTask, _from, _to) = (rings, firstTask, from, to);
        Rows = to.Sum() - from.Sum();
    }

    /// <summary>Rows of all tasks.</summary>
    public long Rows { get; }

    /// <summary>First row of each task.</summary>
    public IReadOnlyList<long> From => _from;

    /// <summary>One past the last row of each task.</summary>
    public IReadOnlyList<long> To => _to;

    /// <summary>Length of what <see cref="WriteTo"/> writes.</summary>
    public long Bytes => FixedHeader + ((long)RangeBytes * _rings.Length) + (Rows * _rings[0].Layout.RowBytes);

    /// <summary>Writes the segment straight from the rings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Rows of the segment have been overwritten since it was sealed.</exception>
    public void WriteTo(Stream stream)
    {
        var layout = _rings[0].Layout;
        Span<byte> header = stackalloc byte[FixedHeader];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], layout.Observation);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], layout.Action);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], _firstTask);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], _rings.Length);
        stream.Write(header);
        var range = header[..RangeBytes];
        for (int task = 0; task < _rings.Length; task++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(range, _from[task]);
            BinaryPrimitives.WriteInt64LittleEndian(range[8..], _to[task]);
            stream.Write(range);
        }

        for (int task = 0; task < _rings.Length; task++)
        {
            for (long number = _from[task]; number < _to[task];)
            {
                var rows = _rings[task].Rows(number, _to[task]);
                stream.Write(MemoryMarshal.AsBytes(rows));
                number += rows.Length / layout.RowLength;
            }
        }
    }

    /// <summary>Reads a segment into rings that already know how many rows were appended; rows that a ring no longer holds are passed over.</summary>
    /// <exception cref="InvalidDataException">The bytes are not the segment that the manifest describes.</exception>
    internal static void ReadInto(Stream stream, ReplayRing[] rings, int firstTask, SegmentEntry entry)
    {
        var layout = rings[0].Layout;
        Span<byte> header = stackalloc byte[FixedHeader];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
            throw new InvalidDataException($"blob {entry.Blob} is no replay segment of this version");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != layout.Observation
            || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != layout.Action
            || BinaryPrimitives.ReadInt32LittleEndian(header[16..]) != firstTask
            || BinaryPrimitives.ReadInt32LittleEndian(header[20..]) != rings.Length)
            throw new InvalidDataException($"replay segment {entry.Blob} is of other tasks or sizes than its shard");
        var range = header[..RangeBytes];
        for (int task = 0; task < rings.Length; task++)
        {
            stream.ReadExactly(range);
            if (BinaryPrimitives.ReadInt64LittleEndian(range) != entry.From[task] || BinaryPrimitives.ReadInt64LittleEndian(range[8..]) != entry.To[task])
                throw new InvalidDataException($"replay segment {entry.Blob} holds other rows than the manifest says");
        }

        for (int task = 0; task < rings.Length; task++)
        {
            var ring = rings[task];
            long number = Math.Max(entry.From[task], Math.Min(entry.To[task], ring.First));
            stream.Seek((number - entry.From[task]) * layout.RowBytes, SeekOrigin.Current);
            while (number < entry.To[task])
            {
                var rows = ring.Contiguous(number, (int)Math.Min(entry.To[task] - number, ring.Capacity));
                stream.ReadExactly(MemoryMarshal.AsBytes(rows));
                number += rows.Length / layout.RowLength;
            }
        }
    }
}
