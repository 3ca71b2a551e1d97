using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MtrlAkka.Cli.Metrics;

/// <summary>
/// TensorFlow's record file: each record is its length (64 bits), a masked CRC-32C of the length, the bytes, and a masked CRC-32C of the bytes; little-endian.
/// </summary>
/// <param name="stream">Where the records are appended; owned by this object.</param>
public sealed class RecordStream(FileStream stream) : IDisposable
{
    private readonly MemoryStream _record = new();

    /// <summary>Appends one record and hands it to the system.</summary>
    /// <exception cref="IOException">The record could not be written; a half-written one is taken back.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8], checksum = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        _record.SetLength(0);
        _record.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedChecksum(length));
        _record.Write(checksum);
        _record.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedChecksum(bytes));
        _record.Write(checksum);

        long end = stream.Length;
        try
        {
            stream.Write(_record.GetBuffer().AsSpan(0, (int)_record.Length));
            stream.Flush();
        }
        catch (IOException)
        {
            // A reader stops for good at a cut record, and the records after it would be lost to it.
            stream.SetLength(end);
            stream.Position = end;
            throw;
        }
    }

    /// <summary>CRC-32C rotated and shifted, as records carry it: a checksum of data that holds checksums is weak otherwise.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Checksum(bytes), 15) + 0xA282EAD8;

    /// <summary>CRC-32C (Castagnoli).</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    public void Dispose() => stream.Dispose();
}
