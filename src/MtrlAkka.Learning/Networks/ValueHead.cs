using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>One dense layer: a value, or the logits of a distribution over values. Parameters: <c>head/kernel</c>, <c>head/bias</c>.</summary>
/// <param name="outputs">Numbers in an output row.</param>
/// <param name="gain">Of the kernel's orthogonal start.</param>
internal sealed class ValueHead(int outputs, double gain) : NetworkHead
{
    /// <inheritdoc/>
    public override int Outputs => outputs;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kernels => ["head/kernel"];

    /// <inheritdoc/>
    public override bool Has(string parameter) => parameter.StartsWith("head/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(int width) =>
        GraphLayers.Dense("head", width, outputs, ParameterStart.Orthogonal(gain));

    /// <inheritdoc/>
    public override Tensor Forward(GraphRun run, Tensor features) => GraphLayers.Dense(run, "head", features);
}
