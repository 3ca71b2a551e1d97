using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MtrlAkka.Checkpoints;

/// <summary>The element types of safetensors that this project reads and writes.</summary>
public enum TensorType
{
    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 64 bits.</summary>
    F64,

    /// <summary>IEEE 754, 16 bits.</summary>
    F16,

    /// <summary>The upper 16 bits of an F32 (bfloat16).</summary>
    BF16,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,
}

/// <summary>One named tensor of a safetensors file: row-major, little-endian bytes.</summary>
/// <param name="Name">Name within the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Length of each dimension; empty for a scalar.</param>
/// <param name="Data">The elements' bytes.</param>
public sealed record NamedTensor(string Name, TensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Number of elements.</summary>
    /// <exception cref="OverflowException">There are more than a long can count.</exception>
    public long Count => Shape.Aggregate(1L, static (product, length) => checked(product * length));

    /// <summary>The elements as a span over the file's bytes; <typeparamref name="T"/> must be the type's own width.</summary>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.Span);

    /// <summary>The elements as double, whichever float type they are stored in.</summary>
    /// <exception cref="InvalidDataException">The tensor is not of a float type.</exception>
    public double[] ToDoubles() =>
        Type == TensorType.F64 ? As<double>().ToArray() : Array.ConvertAll(ToFloats(), static x => (double)x);

    /// <summary>The elements as float, rounded where they are stored wider.</summary>
    /// <exception cref="InvalidDataException">The tensor is not of a float type.</exception>
    public float[] ToFloats() => Type switch
    {
        TensorType.F32 => As<float>().ToArray(),
        TensorType.F64 => Array.ConvertAll(As<double>().ToArray(), static x => (float)x),
        TensorType.F16 => Array.ConvertAll(As<Half>().ToArray(), static x => (float)x),
        TensorType.BF16 => Array.ConvertAll(As<ushort>().ToArray(), static x => BitConverter.Int32BitsToSingle(x << 16)),
        _ => throw new InvalidDataException($"tensor '{Name}' is {Type}, not a float type (F32, F64, F16 or BF16)"),
    };

    /// <summary>A tensor over a copy of an array.</summary>
    public static NamedTensor Of<T>(string name, ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        TensorType type = default(T) switch
        {
            float => TensorType.F32,
            double => TensorType.F64,
            int => TensorType.I32,
            long => TensorType.I64,
            byte => TensorType.U8,
            _ => throw new ArgumentException($"safetensors here hold no {typeof(T).Name}", nameof(values)),
        };
        return new NamedTensor(name, type, shape, MemoryMarshal.AsBytes(values).ToArray());
    }
}

/// <summary>
/// The safetensors container: an 8-byte little-endian header length, a JSON header and raw tensors
/// (the format of Hugging Face's safetensors, opened by its Python package).
/// </summary>
public sealed class SafetensorsFile
{
    private readonly Dictionary<string, NamedTensor> _tensors;

    /// <summary>A file with these tensors, in this order, and these metadata entries.</summary>
    public SafetensorsFile(IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Tensors = [.. tensors];
        _tensors = Tensors.ToDictionary(static tensor => tensor.Name);
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    /// <summary>The tensors in the file's order.</summary>
    public IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>The strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public NamedTensor this[string name] =>
        _tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"tensor '{name}' is missing");

    /// <summary>Whether the file holds a tensor of this name.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">The file is not safetensors; the message names it.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads from memory; the tensors share the given bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are not safetensors.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 8) throw new InvalidDataException("too short for a safetensors header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (length > (ulong)(bytes.Length - 8)) throw new InvalidDataException("the safetensors header is cut short");
        int start = 8 + (int)length;
        try
        {
            using var header = JsonDocument.Parse(bytes[8..start]);
            var metadata = new Dictionary<string, string>();
            var tensors = new List<(long Begin, NamedTensor Tensor)>();
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var item in entry.Value.EnumerateObject()) metadata[item.Name] = item.Value.GetString()!;
                    continue;
                }

                string? dtype = entry.Value.GetProperty("dtype").GetString();
                if (!Enum.TryParse(dtype, out TensorType type) || type.ToString() != dtype)
                    throw new InvalidDataException($"tensor '{entry.Name}' has an element type that is not read here");
                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(static n => n.GetInt64())];
                var offsets = entry.Value.GetProperty("data_offsets");
                long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
                if (begin < 0 || end < begin || end > bytes.Length - start)
                    throw new InvalidDataException($"tensor '{entry.Name}' lies outside the file");
                var tensor = new NamedTensor(entry.Name, type, shape, bytes.Slice(start + (int)begin, (int)(end - begin)));
                if (shape.Any(static length => length < 0) || checked(tensor.Count * Width(type)) != end - begin)
                    throw new InvalidDataException($"tensor '{entry.Name}' has another size than its shape says");
                tensors.Add((begin, tensor));
            }

            return new SafetensorsFile(tensors.OrderBy(static t => t.Begin).Select(static t => t.Tensor), metadata);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException("the safetensors header is not valid", error);
        }
    }

    /// <summary>Writes the whole file to a stream; the same content gives the same bytes.</summary>
    public void Write(Stream stream)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (Metadata.Count > 0)
            {
                writer.WriteStartObject("__metadata__");
                foreach (var (key, value) in Metadata.OrderBy(static m => m.Key, StringComparer.Ordinal))
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in Tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type.ToString());
                writer.WriteStartArray("shape");
                foreach (long n in tensor.Shape) writer.WriteNumberValue(n);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += tensor.Data.Length);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        // Tensors begin at a multiple of eight, as the format's own writers pad with spaces.
        int padding = (8 - (int)(json.Length % 8)) % 8;
        json.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        stream.Write(length);
        json.WriteTo(stream);
        foreach (var tensor in Tensors) stream.Write(tensor.Data.Span);
    }

    private static int Width(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        _ => 1,
    };
}
