using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MtrlAkka.Checkpoints;

/// <summary>
/// Small named binary parts in one piece of bytes, such as the state of an environment. Parts are sorted by name,
/// so that equal states have equal bytes.
/// </summary>
public sealed class EncodedState
{
    private const ulong Magic = 0x31_54_53_4C_52_54_4D; // "MTRLST1", little-endian
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _parts = new(StringComparer.Ordinal);

    /// <summary>The names of the parts, sorted.</summary>
    public IEnumerable<string> Names => _parts.Keys;

    /// <summary>Adds a copy of an array under a name.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public EncodedState Add<T>(string name, ReadOnlySpan<T> values) where T : unmanaged
    {
        _parts.Add(name, MemoryMarshal.AsBytes(values).ToArray());
        return this;
    }

    /// <summary>Adds a number under a name.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public EncodedState Add<T>(string name, T value) where T : unmanaged => Add(name, new ReadOnlySpan<T>(in value));

    /// <summary>The array under a name.</summary>
    /// <exception cref="InvalidDataException">There is none, or its bytes are no whole number of elements.</exception>
    public ReadOnlySpan<T> Get<T>(string name) where T : unmanaged
    {
        if (!_parts.TryGetValue(name, out var bytes)) throw new InvalidDataException($"the state has no part '{name}'");
        if (bytes.Length % Marshal.SizeOf<T>() != 0)
            throw new InvalidDataException($"part '{name}' of the state has {bytes.Length} bytes, no whole number of {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(bytes.Span);
    }

    /// <summary>The number under a name.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is no single number of that type.</exception>
    public T GetOne<T>(string name) where T : unmanaged
    {
        var values = Get<T>(name);
        return values.Length == 1 ? values[0] : throw new InvalidDataException($"part '{name}' of the state is no single {typeof(T).Name}");
    }

    /// <summary>The parts as bytes, little-endian; equal parts give equal bytes.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        WriteTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes the parts to a stream.</summary>
    public void WriteTo(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(_parts.Count);
        foreach (var (name, part) in _parts)
        {
            writer.Write(name);
            writer.Write(part.Length);
            writer.Write(part.Span);
        }
    }

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="InvalidDataException">The bytes are anything else.</exception>
    public static EncodedState Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 12 || BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span) != Magic)
            throw new InvalidDataException("these bytes are no encoded state of this version");
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);
            reader.BaseStream.Position = 8;
            var state = new EncodedState();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                string name = reader.ReadString();
                int length = reader.ReadInt32();
                byte[] part = reader.ReadBytes(length);
                if (part.Length != length) throw new InvalidDataException($"part '{name}' of the encoded state is cut short");
                state._parts.Add(name, part);
            }

            return reader.BaseStream.Position == bytes.Length
                ? state
                : throw new InvalidDataException("bytes follow the encoded state");
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("the encoded state is damaged", error);
        }
    }
}
