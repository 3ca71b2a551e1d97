using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>Layer norm over the last axis (arXiv 1607.06450), with parameters <c>NAME/scale</c> and <c>NAME/shift</c>.</summary>
internal static class NormBlock
{
    /// <summary>The block's parameters.</summary>
    /// <param name="name">Prefix of the names.</param>
    /// <param name="shape">[batches…, units]: what has a scale and a shift of its own.</param>
    public static IEnumerable<ParameterSpec> Parameters(string name, params long[] shape) =>
    [
        new($"{name}/scale", shape, ParameterStart.Constant(1)),
        new($"{name}/shift", shape, ParameterStart.Constant(0)),
    ];

    /// <summary>scale · normal + shift of rows [M, batches…, any…, units].</summary>
    public static Tensor Forward(GraphRun run, Tensor rows, string name)
    {
        var normal = nn.functional.layer_norm(rows, [rows.shape[^1]], eps: LayerKernels.NormEpsilon);
        return (normal * OverRows(run[$"{name}/scale"], rows)) + OverRows(run[$"{name}/shift"], rows);
    }

    // Axes of length 1 where the rows have axes of their own.
    private static Tensor OverRows(Tensor parameter, Tensor rows)
    {
        for (long i = parameter.dim(); i < rows.dim(); i++) parameter = parameter.unsqueeze(-2);
        return parameter;
    }
}
