using System.Buffers.Binary;
using System.Text;

namespace MtrlAkka.Cli.Tests.Metrics;

/// <summary>One event as TensorBoard would see it.</summary>
internal sealed record DecodedEvent(double WallTime, long Step, string? FileVersion, int? SessionStatus, IReadOnlyList<(string Tag, float Value)> Scalars);

/// <summary>Reads event files on its own terms: bitwise CRC-32C and a plain protobuf reader, nothing shared with the writer.</summary>
internal static class EventFileDecoder
{
    public static List<DecodedEvent> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var events = new List<DecodedEvent>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var body = file.AsSpan(at + 12, length);
            Assert.Equal(Masked(body), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event(body));
            at += 16 + length;
        }

        return events;
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return crc ^ 0xFFFFFFFF;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }

    private static DecodedEvent Event(ReadOnlySpan<byte> bytes)
    {
        double time = double.NaN;
        long step = -1;
        string? version = null;
        int? status = null;
        var scalars = new List<(string, float)>();
        while (bytes.Length > 0)
        {
            ulong key = Varint(ref bytes);
            switch (key >> 3)
            {
                case 1:
                    Assert.Equal(1ul, key & 7);
                    time = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                    bytes = bytes[8..];
                    break;
                case 2:
                    Assert.Equal(0ul, key & 7);
                    step = (long)Varint(ref bytes);
                    break;
                case 3: version = Encoding.UTF8.GetString(Block(ref bytes)); break;
                case 5: Summary(Block(ref bytes), scalars); break;
                case 7:
                    var log = Block(ref bytes);
                    Assert.Equal(0x08, log[0]);
                    status = log[1];
                    break;
                default: Assert.Fail($"unexpected field {key >> 3}"); break;
            }
        }

        return new DecodedEvent(time, step, version, status, scalars);
    }

    private static void Summary(ReadOnlySpan<byte> bytes, List<(string, float)> scalars)
    {
        while (bytes.Length > 0)
        {
            Assert.Equal(0x0Aul, Varint(ref bytes));
            var value = Block(ref bytes);
            Assert.Equal(0x0Aul, Varint(ref value));
            string tag = Encoding.UTF8.GetString(Block(ref value));
            Assert.Equal(0x15ul, Varint(ref value));
            scalars.Add((tag, BinaryPrimitives.ReadSingleLittleEndian(value)));
            Assert.Equal(4, value.Length);
        }
    }

    private static ReadOnlySpan<byte> Block(ref ReadOnlySpan<byte> bytes)
    {
        int length = (int)Varint(ref bytes);
        var block = bytes[..length];
        bytes = bytes[length..];
        return block;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
