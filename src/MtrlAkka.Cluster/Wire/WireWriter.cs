using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Akka.Actor;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Writes a message, little-endian: its fields into the head, a pooled buffer that grows, and its large arrays by
/// reference into the tensors, from which they are copied once when they go.
/// </summary>
public sealed class WireWriter : IDisposable
{
    private readonly ExtendedActorSystem? _system;
    private readonly List<Array> _tensors = [];
    private byte[] _head;
    private int _length;

    /// <summary>A writer of one message.</summary>
    /// <param name="system">Names actors for other nodes; null where no message has any.</param>
    public WireWriter(ExtendedActorSystem? system)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("messages are little-endian, as are all machines that this program runs on");
        _system = system;
        _head = ArrayPool<byte>.Shared.Rent(256);
    }

    /// <summary>The fields so far.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <summary>The large arrays so far, in order; not copied, so they must not change before they are written.</summary>
    public IReadOnlyList<Array> Tensors => _tensors;

    /// <summary>Bytes of the large arrays.</summary>
    public long TensorBytes { get; private set; }

    /// <summary>Writes 0 or 1.</summary>
    public WireWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Writes one byte.</summary>
    public WireWriter Byte(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    /// <summary>Writes four bytes.</summary>
    public WireWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        return this;
    }

    /// <summary>Writes eight bytes.</summary>
    public WireWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        return this;
    }

    /// <summary>Writes four bytes; a NaN keeps its bits.</summary>
    public WireWriter Single(float value) => Int32(BitConverter.SingleToInt32Bits(value));

    /// <summary>Writes eight bytes; a NaN keeps its bits.</summary>
    public WireWriter Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a text as UTF-8 behind its length.</summary>
    public WireWriter Text(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Int32(bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
        return this;
    }

    /// <summary>Writes a short array into the head, behind its length.</summary>
    public WireWriter Array<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Int32(values.Length);
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    /// <summary>Writes a list behind its count.</summary>
    public WireWriter List<T>(IReadOnlyList<T> values, Action<WireWriter, T> write)
    {
        Int32(values.Count);
        foreach (var value in values) write(this, value);
        return this;
    }

    /// <summary>Writes whether there is a value, and the value.</summary>
    public WireWriter Optional<T>(T? value, Action<WireWriter, T> write)
        where T : class
    {
        Flag(value is not null);
        if (value is not null) write(this, value);
        return this;
    }

    /// <summary>Writes whether there is a value, and the value.</summary>
    public WireWriter OptionalValue<T>(T? value, Action<WireWriter, T> write)
        where T : struct
    {
        Flag(value is not null);
        if (value is { } known) write(this, known);
        return this;
    }

    /// <summary>Writes where an actor is, so that any node finds it; nothing for nobody.</summary>
    public WireWriter Actor(IActorRef actor)
    {
        if (actor.IsNobody()) return Text("");
        if (_system is null) throw new WireException($"without an actor system {actor.Path} cannot be named for other nodes");
        return Text(NameOf(_system, actor));
    }

    /// <summary>Writes a large array: its length into the head, itself by reference.</summary>
    public WireWriter Tensor<T>(T[] values)
        where T : unmanaged
    {
        Int32(values.Length);
        return Body(values);
    }

    /// <summary>Writes a large array by reference whose length the reader knows from the fields.</summary>
    public WireWriter Body<T>(T[] values)
        where T : unmanaged
    {
        _tensors.Add(values);
        TensorBytes += Buffer.ByteLength(values);
        return this;
    }

    /// <summary>Where an actor is, so that any node finds it.</summary>
    public static string NameOf(ExtendedActorSystem system, IActorRef actor) =>
        AkkaSerialization.WithTransport(system, actor, static one => AkkaSerialization.SerializedActorPath(one));

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_head);
        _head = [];
        _length = 0;
    }

    private Span<byte> Room(int bytes)
    {
        if (_head.Length - _length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_length + bytes, 2 * _head.Length)));
            Head.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_head);
            _head = larger;
        }

        _length += bytes;
        return _head.AsSpan(_length - bytes, bytes);
    }
}
