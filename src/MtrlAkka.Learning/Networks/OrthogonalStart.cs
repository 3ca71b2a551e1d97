using System.Runtime.InteropServices;
using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <content>The orthogonal start.</content>
public abstract partial record ParameterStart
{
    /// <summary>
    /// Kernels [in, out] whose columns are orthogonal, or whose rows are where there are fewer of them, all of length
    /// <paramref name="gain"/> (Saxe et al., arXiv 1312.6120). A matrix of normal numbers is decomposed into Q R on the host
    /// in float64; with the signs of R's diagonal, Q is the same whatever the decomposition's own signs, and uniform among
    /// orthogonal matrices. Members and copies are drawn one by one.
    /// </summary>
    /// <param name="gain">Length of each column or row; √2 suits ReLU.</param>
    public static ParameterStart Orthogonal(double gain) => new OrthogonalStart(gain);

    private sealed record OrthogonalStart(double Gain) : ParameterStart
    {
        internal override void Fill(Span<float> values, ParameterSpec spec, CounterRandom random, ulong step)
        {
            int rows = (int)spec.Shape[^2], columns = (int)spec.Shape[^1], size = rows * columns;
            random.Normal(values, step);
            for (int first = 0; first < values.Length; first += size) Orthogonalise(values.Slice(first, size), rows, columns);
        }

        private void Orthogonalise(Span<float> values, int rows, int columns)
        {
            using var scope = NewDisposeScope();
            var draws = tensor(values.ToArray()).view(rows, columns).to(ScalarType.Float64);
            var (q, r) = linalg.qr(rows < columns ? draws.t() : draws);
            var signs = where(r.diagonal() < 0, -Gain, Gain).to(ScalarType.Float64);
            var scaled = q * signs;
            var kernel = (rows < columns ? scaled.t() : scaled).to(ScalarType.Float32).contiguous();
            MemoryMarshal.Cast<byte, float>(kernel.bytes).CopyTo(values);
        }
    }
}
