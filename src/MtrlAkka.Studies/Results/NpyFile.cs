using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MtrlAkka.Studies.Results;

/// <summary>Arrays of double in NumPy's own format, version 1.0: <c>numpy.load</c> opens them.</summary>
internal static class NpyFile
{
    private const int Alignment = 64;
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8, 1, 0];

    /// <summary>Writes an array, row-major.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<int> shape, ReadOnlySpan<double> values)
    {
        string lengths = string.Concat(shape.Select(static length => FormattableString.Invariant($"{length}, ")));
        string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({lengths.TrimEnd()}), }}";
        int start = Magic.Length + sizeof(ushort);
        // Spaces and a line end up to the alignment, so that the data can be mapped.
        header = header.PadRight(((start + header.Length + Alignment) / Alignment * Alignment) - start - 1) + "\n";
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        AtomicFile.Write(path, [.. Magic, .. length, .. Encoding.ASCII.GetBytes(header), .. MemoryMarshal.AsBytes(values)]);
    }
}
