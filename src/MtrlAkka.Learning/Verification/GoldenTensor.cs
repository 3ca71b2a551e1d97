using System.Runtime.InteropServices;

namespace MtrlAkka.Learning.Verification;

/// <summary>How the numbers of a golden file are stored, which says how exact they are.</summary>
public enum GoldenPrecision
{
    /// <summary>float64.</summary>
    Double,

    /// <summary>float32: exact inputs, or results rounded to it.</summary>
    Single,

    /// <summary>Whole numbers.</summary>
    Whole,
}

/// <summary>One tensor of a golden file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Length of each dimension; empty for a scalar.</param>
/// <param name="Values">The elements, row-major.</param>
/// <param name="Precision">How they are stored.</param>
public sealed record GoldenTensor(string Name, IReadOnlyList<long> Shape, double[] Values, GoldenPrecision Precision)
{
    /// <summary>A tensor as safetensors stores it: little-endian bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The element type: F64, F32, I64, I32 or U8.</param>
    /// <param name="shape">Length of each dimension.</param>
    /// <param name="data">The elements.</param>
    /// <exception cref="InvalidDataException">The type is none of these.</exception>
    public static GoldenTensor Parse(string name, string type, IReadOnlyList<long> shape, ReadOnlySpan<byte> data)
    {
        double[] Widen<T>(ReadOnlySpan<byte> bytes, Func<T, double> widen) where T : unmanaged => [.. MemoryMarshal.Cast<byte, T>(bytes).ToArray().Select(widen)];
        return type switch
        {
            "F64" => new GoldenTensor(name, shape, Widen<double>(data, static x => x), GoldenPrecision.Double),
            "F32" => new GoldenTensor(name, shape, Widen<float>(data, static x => x), GoldenPrecision.Single),
            "I64" => new GoldenTensor(name, shape, Widen<long>(data, static x => x), GoldenPrecision.Whole),
            "I32" => new GoldenTensor(name, shape, Widen<int>(data, static x => x), GoldenPrecision.Whole),
            "U8" => new GoldenTensor(name, shape, Widen<byte>(data, static x => x), GoldenPrecision.Whole),
            _ => throw new InvalidDataException($"tensor '{name}' has elements of type {type}, which are not read here"),
        };
    }

    /// <summary>Length of the last dimension.</summary>
    public int Columns => Shape.Count == 0 ? 1 : (int)Shape[^1];

    /// <summary>The elements as whole numbers.</summary>
    public int[] ToInts() => Array.ConvertAll(Values, static value => (int)value);

    /// <summary>The elements as float32, which they must be stored as to lose nothing.</summary>
    public float[] ToFloats() => Array.ConvertAll(Values, static value => (float)value);

    /// <summary>One of several equal parts along the first dimension.</summary>
    public GoldenTensor Part(int index, int parts)
    {
        int length = Values.Length / parts;
        return this with { Shape = [.. Shape.Skip(1)], Values = Values[(index * length)..((index + 1) * length)] };
    }
}
