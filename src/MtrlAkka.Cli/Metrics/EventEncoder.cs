using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MtrlAkka.Cli.Metrics;

/// <summary>
/// TensorBoard's <c>Event</c> messages in protobuf's wire format. Only what scalars need, so no protobuf library is needed.
/// </summary>
internal sealed class EventEncoder
{
    private readonly ArrayBufferWriter<byte> _event = new(), _summary = new(), _value = new();

    /// <summary>The first event of each file: names the format.</summary>
    public ReadOnlySpan<byte> FileVersion(double wallTime)
    {
        Begin(wallTime, step: 0);
        Text(_event, field: 3, "brain.Event:2");
        return _event.WrittenSpan;
    }

    /// <summary>A session starts: events of this step and later ones in earlier files no longer count.</summary>
    public ReadOnlySpan<byte> SessionStart(double wallTime, long step)
    {
        Begin(wallTime, step);
        // session_log (7) with status (1) START = 1.
        Bytes(_event, field: 7, [0x08, 0x01]);
        return _event.WrittenSpan;
    }

    /// <summary>The scalars of one step.</summary>
    public ReadOnlySpan<byte> Scalars(double wallTime, long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        Begin(wallTime, step);
        _summary.ResetWrittenCount();
        foreach (var (tag, value) in values)
        {
            _value.ResetWrittenCount();
            Text(_value, field: 1, tag);
            Key(_value, field: 2, wireType: 5);
            BinaryPrimitives.WriteSingleLittleEndian(_value.GetSpan(sizeof(float)), (float)value);
            _value.Advance(sizeof(float));
            Bytes(_summary, field: 1, _value.WrittenSpan);
        }

        Bytes(_event, field: 5, _summary.WrittenSpan);
        return _event.WrittenSpan;
    }

    private void Begin(double wallTime, long step)
    {
        _event.ResetWrittenCount();
        Key(_event, field: 1, wireType: 1);
        BinaryPrimitives.WriteDoubleLittleEndian(_event.GetSpan(sizeof(double)), wallTime);
        _event.Advance(sizeof(double));
        Key(_event, field: 2, wireType: 0);
        Varint(_event, (ulong)step);
    }

    private static void Text(ArrayBufferWriter<byte> target, int field, string text) => Bytes(target, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(ArrayBufferWriter<byte> target, int field, ReadOnlySpan<byte> bytes)
    {
        Key(target, field, wireType: 2);
        Varint(target, (ulong)bytes.Length);
        target.Write(bytes);
    }

    private static void Key(ArrayBufferWriter<byte> target, int field, int wireType) => Varint(target, (ulong)((field << 3) | wireType));

    private static void Varint(ArrayBufferWriter<byte> target, ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte(target, (byte)(value | 0x80));
        Byte(target, (byte)value);
    }

    private static void Byte(ArrayBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }
}
