using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Dense ReLU layers and a linear output, with layer norm and skips as in <see cref="DenseNetwork"/>. Parameters are
/// <c>NAME/layer_I/kernel</c>, <c>…/bias</c>, <c>NAME/norm_I/scale</c>, <c>…/shift</c> (of layer I's output), <c>NAME/output/kernel</c>, <c>…/bias</c>,
/// and <c>…/left_singular</c> of the layers that have a <see cref="SpectralNorm"/>.
/// </summary>
/// <param name="name">Prefix of the parameters' names.</param>
/// <param name="inputs">Numbers in an input row.</param>
/// <param name="width">Units of a hidden layer.</param>
/// <param name="depth">Hidden layers.</param>
/// <param name="outputs">Numbers in an output row.</param>
internal sealed class MlpBlock(string name, int inputs, int width, int depth, int outputs)
{
    /// <summary>How kernel and bias of the output layer start; null as a hidden layer's.</summary>
    public ParameterStart? OutputStart { get; init; }

    /// <summary>Copies side by side, each with parameters of its own (an axis behind the members'); 0 is one without such an axis.</summary>
    public int Copies { get; init; }

    /// <summary>Layer norm before every layer but the first.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Adds a hidden layer's input to its output where their widths agree.</summary>
    public bool Skip { get; init; }

    /// <summary>What the ReLUs are.</summary>
    public Activation Activation { get; init; } = new(false);

    /// <summary>Spectral norm of every layer but the first and the output.</summary>
    public bool SpectralNorm { get; init; }

    /// <summary>Whether the output is a hidden layer of the network, so that it has a spectral norm where the others do.</summary>
    public bool OutputHidden { get; init; }

    /// <summary>Whether hidden activations are recorded, as <c>NAME/layer_I</c>.</summary>
    public bool Records { get; init; } = true;

    /// <summary>Multiply-adds of one row, through all copies.</summary>
    public double MultiplyAdds =>
        Math.Max(1, Copies) * (depth == 0 ? (double)inputs * outputs : ((double)inputs * width) + ((depth - 1.0) * Features * width) + ((double)Features * outputs));

    /// <summary>
    /// The layers of hidden units that are recorded and have weights of their own to go out by, for <see cref="UnitLayer"/>'s
    /// uses; none where skips add one layer's units to another's.
    /// </summary>
    public IEnumerable<UnitLayer> Units() => Skip || !Records ? [] : Enumerable.Range(0, depth).Select(i => new UnitLayer($"{name}/layer_{i}", width)
    {
        Halves = Activation.Halves,
        Parts = Math.Max(1, Copies),
        OwnUnits = Copies > 0,
        Incoming = [$"{name}/layer_{i}/kernel", $"{name}/layer_{i}/bias"],
        Norms = LayerNorm ? [$"{name}/norm_{i}/scale", $"{name}/norm_{i}/shift"] : [],
        Outgoing = [$"{name}/{LayerName(i + 1)}/kernel"],
    });

    /// <summary>The block's parameters.</summary>
    public IEnumerable<ParameterSpec> Parameters()
    {
        long[] copies = Copies > 0 ? [Copies] : [];
        for (int i = 0; i <= depth; i++)
        {
            bool last = i == depth;
            int fanIn = i == 0 ? inputs : Features, fanOut = last ? outputs : width;
            if (i > 0 && LayerNorm)
                foreach (var norm in NormBlock.Parameters($"{name}/norm_{i - 1}", [.. copies, Features])) yield return norm;

            var (kernel, bias) = last && OutputStart is not null
                ? (OutputStart, OutputStart)
                : (ParameterStart.HeUniform(fanIn), ParameterStart.Constant(0));
            string layer = $"{name}/{LayerName(i)}";
            yield return new ParameterSpec($"{layer}/kernel", [.. copies, fanIn, fanOut], kernel);
            yield return new ParameterSpec($"{layer}/bias", [.. copies, fanOut], bias);
            if (SpectralNorm && i > 0 && (!last || OutputHidden)) yield return Learning.SpectralNorm.Vector(layer, [.. copies, fanIn]);
        }
    }

    /// <summary>Output of rows [M, any…, inputs], or [M, copies or 1, any…, inputs] where there are copies.</summary>
    public Tensor Forward(GraphRun run, Tensor rows)
    {
        for (int i = 0; i < depth; i++)
        {
            if (i > 0) rows = Normalise(run, rows, i - 1);
            var activation = Activation.Replace(Layer(run, rows, i));
            rows = Skip && (i > 0 || inputs == Features) ? activation + rows : activation;
            if (Records) run.Keep($"{name}/layer_{i}", rows);
        }

        return Layer(run, depth > 0 ? Normalise(run, rows, depth - 1) : rows, depth);
    }

    // What a layer behind another one sees.
    private int Features => Activation.Features(width);

    private string LayerName(int layer) => layer == depth ? "output" : $"layer_{layer}";

    private Tensor Layer(GraphRun run, Tensor rows, int layer) => GraphLayers.Dense(run, $"{name}/{LayerName(layer)}", rows);

    private Tensor Normalise(GraphRun run, Tensor rows, int index) =>
        LayerNorm ? NormBlock.Forward(run, rows, $"{name}/norm_{index}") : rows;
}
