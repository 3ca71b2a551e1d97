using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The operations that architectures share. Leading axes of parameters are batches: members, and then experts, modules or tasks.</summary>
internal static class GraphMath
{
    /// <summary>rows × kernel + bias, as one batched product.</summary>
    /// <param name="run">Says the precision of the product.</param>
    /// <param name="rows">[batches…, any…, in]; an axis of length 1 among the batches is repeated.</param>
    /// <param name="kernel">[batches…, in, out].</param>
    /// <param name="bias">[batches…, out].</param>
    /// <returns>[batches…, any…, out].</returns>
    public static Tensor Dense(GraphRun run, Tensor rows, Tensor kernel, Tensor bias)
    {
        long[] shape = rows.shape, weights = kernel.shape;
        int batches = weights.Length - 2;
        weights.AsSpan(0, batches).CopyTo(shape);
        long batch = Product(shape.AsSpan(0, batches)), count = Product(shape.AsSpan(batches, shape.Length - batches - 1)), outputs = weights[^1];
        var left = rows.expand(shape).reshape(batch, count, weights[^2]);
        Tensor right = kernel.reshape(batch, weights[^2], outputs), summand = bias.reshape(batch, 1, outputs);
        // TorchSharp's order: the receiver is the left factor, the summand comes last.
        var product = run.Matmul == MatmulPrecision.Bf16
            ? left.to(ScalarType.BFloat16).bmm(right.to(ScalarType.BFloat16)).to(rows.dtype) + summand
            : left.baddbmm(right, summand);
        shape[^1] = outputs;
        return product.view(shape);
    }

    /// <summary>Mixes experts or modules row by row: output [M, I, T, B, units] = Σ_j weights[…, i, j] · parts[:, j].</summary>
    /// <param name="weights">[M, T, B, I, J].</param>
    /// <param name="parts">[M, J, T, B, units].</param>
    public static Tensor Mix(Tensor weights, Tensor parts)
    {
        var mixed = weights.flatten(0, 2).bmm(parts.permute(0, 2, 3, 1, 4).flatten(0, 2));
        return mixed.unflatten(0, weights.shape[..3]).permute(0, 3, 1, 2, 4);
    }

    private static long Product(ReadOnlySpan<long> lengths)
    {
        long product = 1;
        foreach (long length in lengths) product *= length;
        return product;
    }
}
