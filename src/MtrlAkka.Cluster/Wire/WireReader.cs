using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Akka.Actor;

namespace MtrlAkka.Cluster.Wire;

/// <summary>Reads one value of a message.</summary>
public delegate T WireRead<out T>(ref WireReader reader);

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote. Every length is compared with what is left before anything is allocated, so
/// a message that is cut short or made up costs an exception and no memory.
/// </summary>
public ref struct WireReader
{
    private readonly string _manifest;
    private readonly ExtendedActorSystem? _system;
    private readonly List<Array>? _awaited;
    private ReadOnlySpan<byte> _head;
    private ReadOnlySpan<byte> _tensors;
    private long _tensorsLeft;

    private WireReader(string manifest, ExtendedActorSystem? system, LoanPool loans)
    {
        _manifest = manifest;
        _system = system;
        Loans = loans;
    }

    /// <summary>A reader of a message whose tensors are there.</summary>
    /// <param name="manifest">Names the message in errors.</param>
    /// <param name="head">Its fields.</param>
    /// <param name="tensors">Its large arrays.</param>
    /// <param name="system">Finds actors; null where no message has any.</param>
    /// <param name="loans">Lends storage for large arrays.</param>
    public WireReader(string manifest, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tensors, ExtendedActorSystem? system, LoanPool loans)
        : this(manifest, system, loans)
    {
        _head = head;
        _tensors = tensors;
        _tensorsLeft = tensors.Length;
    }

    /// <summary>A reader of a message whose tensors are still to come.</summary>
    /// <param name="manifest">Names the message in errors.</param>
    /// <param name="head">Its fields.</param>
    /// <param name="tensorBytes">Bytes of its large arrays.</param>
    /// <param name="awaited">Takes the arrays that are to be filled, in order.</param>
    /// <param name="system">Finds actors; null where no message has any.</param>
    /// <param name="loans">Lends storage for large arrays.</param>
    public WireReader(
        string manifest, ReadOnlySpan<byte> head, long tensorBytes, List<Array> awaited, ExtendedActorSystem? system, LoanPool loans)
        : this(manifest, system, loans)
    {
        _head = head;
        _tensorsLeft = tensorBytes;
        _awaited = awaited;
    }

    /// <summary>Lends storage for large arrays.</summary>
    public LoanPool Loans { get; }

    /// <summary>Reads 0 or 1.</summary>
    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw Broken($"a flag is {other}"),
    };

    /// <summary>Reads one byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a byte that names a value of an enumeration.</summary>
    public T Choice<T>()
        where T : struct, Enum
    {
        int number = Byte();
        var value = Unsafe.BitCast<int, T>(number);
        return Enum.IsDefined(value) ? value : throw Broken($"{number} is no {typeof(T).Name}");
    }

    /// <summary>Reads four bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    /// <summary>Reads eight bytes.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>Reads four bytes.</summary>
    public float Single() => BitConverter.Int32BitsToSingle(Int32());

    /// <summary>Reads eight bytes.</summary>
    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    /// <summary>Reads a text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    /// <summary>Reads a short array.</summary>
    public T[] Array<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Take(Count(Unsafe.SizeOf<T>()) * Unsafe.SizeOf<T>())).ToArray();

    /// <summary>Reads a list.</summary>
    /// <param name="least">Bytes that an item takes at least.</param>
    /// <param name="read">Reads an item.</param>
    public T[] List<T>(int least, WireRead<T> read)
    {
        var values = new T[Count(least)];
        for (int i = 0; i < values.Length; i++) values[i] = read(ref this);
        return values;
    }

    /// <summary>Reads a value that may be missing.</summary>
    public T? Optional<T>(WireRead<T> read)
        where T : class => Flag() ? read(ref this) : null;

    /// <summary>Reads a value that may be missing.</summary>
    public T? OptionalValue<T>(WireRead<T> read)
        where T : struct => Flag() ? read(ref this) : null;

    /// <summary>Reads where an actor is.</summary>
    public IActorRef Actor()
    {
        string path = Text();
        if (path.Length == 0) return ActorRefs.Nobody;
        if (_system is null) throw Broken($"{path} cannot be found without an actor system");
        return _system.Provider.ResolveActorRef(path);
    }

    /// <summary>Reads the length of a large array whose storage the caller takes for <see cref="Body"/>.</summary>
    /// <param name="size">Bytes of one element.</param>
    public int TensorLength(int size)
    {
        int length = Int32();
        if (length < 0) throw Broken($"an array has a length of {length}");
        Expect((long)length * size);
        return length;
    }

    /// <summary>Refuses the message where fewer bytes of large arrays are left than its fields ask for.</summary>
    /// <param name="bytes">What the fields ask for.</param>
    public readonly void Expect(long bytes)
    {
        if (bytes < 0 || bytes > _tensorsLeft) throw Short(bytes, _tensorsLeft);
    }

    /// <summary>Fills a large array, now or when its bytes come.</summary>
    public void Body<T>(T[] target)
        where T : unmanaged
    {
        int bytes = Buffer.ByteLength(target);
        Expect(bytes);
        _tensorsLeft -= bytes;
        if (_awaited is not null)
        {
            _awaited.Add(target);
            return;
        }

        _tensors[..bytes].CopyTo(MemoryMarshal.AsBytes(target.AsSpan()));
        _tensors = _tensors[bytes..];
    }

    /// <summary>Checks that nothing is left.</summary>
    public readonly void End()
    {
        long left = _head.Length + _tensorsLeft;
        if (left > 0) throw Broken($"{left} bytes are left over");
    }

    /// <summary>An error that names the message.</summary>
    public readonly WireException Broken(string what) => new($"message '{_manifest}' cannot be read: {what}");

    private int Count(int least)
    {
        int count = Int32();
        if (count < 0) throw Broken($"a count is {count}");
        if ((long)count * least > _head.Length) throw Short((long)count * least, _head.Length);
        return count;
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _head.Length) throw Short(bytes, _head.Length);
        var taken = _head[..bytes];
        _head = _head[bytes..];
        return taken;
    }

    private readonly WireException Short(long needed, long left) => Broken($"it is cut short, {needed} bytes are needed where {left} are left");
}
