using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Soft modularization (Yang et al., arXiv 2003.13661): each layer has modules, and a routing network, which sees
/// the observation's embedding f(s) times the task's z, says for each row how the next layer's inputs are mixed from their outputs.
/// With e = MLP(relu(z · f(s))): logits of layer l are relu(g) W + b, where g is e in the first layer and later e times a linear
/// function of the earlier layers' weights; a softmax over the modules of the layer; input i of the next layer is
/// relu(Σ_j p_ij module_j). The last layer's outputs are mixed into one, for the head. A skip takes the same mix of the modules' inputs.
/// Parameters: block <c>encoder</c> (f), <c>task/kernel</c> [tasks, size] and <c>task/bias</c> (z), block <c>routing</c> (e);
/// <c>gate_L/kernel</c>, <c>…/bias</c> and <c>logits_L/kernel</c>, <c>…/bias</c> of layer L's routing; <c>modules_L/kernel</c> [modules, in, out], <c>…/bias</c>;
/// <c>norm_L/scale</c>, <c>…/shift</c> of layer L's output; <c>head/kernel</c>, <c>…/bias</c>.
/// </summary>
internal sealed class SoftModulesNetwork : GraphNetwork
{
    // The routing starts uniform.
    private const double LogitsBound = 1e-3;

    private readonly MlpBlock _encoder, _routing;

    public SoftModulesNetwork(NetworkSettings settings, NetworkShape shape)
        : base(settings, shape)
    {
        int embedding = Activation.Features(Settings.EmbeddingSize);
        _encoder = new MlpBlock("encoder", shape.State, Settings.EncoderWidth, 1, Settings.EmbeddingSize) { Activation = Activation };
        _routing = new MlpBlock("routing", embedding, Settings.Width, 1, Settings.Width) { Activation = Activation };
    }

    /// <summary>
    /// A unit of a layer of modules is that of all its modules together, since each input of the next layer is a mixture of them.
    /// The embedding's go to modules and routing in different forms, and are left out.
    /// </summary>
    public override IReadOnlyList<UnitLayer> Units =>
    [
        .. _encoder.Units(), .. _routing.Units(),
        .. Settings.Skip ? [] : Enumerable.Range(0, Settings.Depth).Select(i => new UnitLayer($"layer_{i}_modules", Settings.ModuleWidth)
        {
            Halves = Activation.Halves,
            Parts = Mixtures(i),
            Incoming = [$"modules_{i}/kernel", $"modules_{i}/bias"],
            Norms = Settings.LayerNorm ? [$"norm_{i}/scale", $"norm_{i}/shift"] : [],
            Outgoing = [i < Settings.Depth - 1 ? $"modules_{i + 1}/kernel" : "head/kernel"],
        }),
    ];

    /// <summary>z [M, T, size].</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => [run["task/kernel"] + run["task/bias"].unsqueeze(1)];

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var observation = _encoder.Forward(run, rows);
        var embedding = _routing.Forward(run, Activation.Apply(tasks[0].unsqueeze(2) * observation));
        var x = run.Keep("obs_embedding", Activation.Apply(observation)).unsqueeze(1);
        List<Tensor> weights = [];
        for (int i = 0; i < Settings.Depth; i++)
        {
            var gated = i == 0 ? embedding : embedding * Dense(run, cat(weights, -1), $"gate_{i}");
            var mixing = Dense(run, Activation.Apply(run.Keep($"gate_{i}", gated)), $"logits_{i}").unflatten(3, [Mixtures(i), Settings.Modules]).softmax(-1);
            weights.Add(run.Keep($"layer_{i}_probs", mixing.flatten(3)));
            if (i > 0) x = Normalise(run, x, i - 1);
            var mixed = Activation.Apply(GraphMath.Mix(mixing, Dense(run, x, $"modules_{i}")));
            if (Settings.Skip && x.shape[^1] == Features) mixed = mixed + GraphMath.Mix(mixing, x.expand(-1, Settings.Modules, -1, -1, -1));
            x = run.Keep($"layer_{i}_modules", mixed);
        }

        return Dense(run, Normalise(run, x.squeeze(1), Settings.Depth - 1), "head");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => ["head/kernel"];

    protected override (double Row, double Fixed) MultiplyAdds =>
        (_encoder.MultiplyAdds + _routing.MultiplyAdds + Sizes().Sum(static layer => Math.Max(1.0, layer.Copies) * layer.In * layer.Out), 0);

    protected override IEnumerable<ParameterSpec> Parameters()
    {
        int size = Settings.EmbeddingSize;
        foreach (var parameter in _encoder.Parameters()) yield return parameter;
        yield return new ParameterSpec("task/kernel", [Shape.Tasks, size], ParameterStart.HeUniform(Shape.Tasks));
        yield return new ParameterSpec("task/bias", [size], ParameterStart.Constant(0));
        foreach (var parameter in _routing.Parameters()) yield return parameter;
        foreach (var (name, copies, fanIn, fanOut, bound) in Sizes())
        {
            long[] axis = copies > 0 ? [copies] : [];
            bool head = name == "head";
            var start = bound is { } given ? ParameterStart.Uniform(given) : ParameterStart.HeUniform(fanIn);
            yield return new ParameterSpec($"{name}/kernel", [.. axis, fanIn, fanOut], start);
            yield return new ParameterSpec($"{name}/bias", [.. axis, fanOut], head ? start : ParameterStart.Constant(0));
            if (Settings.SpectralNorm && copies > 0 && name != "modules_0") yield return SpectralNorm.Vector(name, copies, fanIn);
        }

        for (int i = 0; Settings.LayerNorm && i < Settings.Depth; i++)
        {
            long[] shape = i < Settings.Depth - 1 ? [Settings.Modules, Features] : [Features];
            foreach (var norm in NormBlock.Parameters($"norm_{i}", shape)) yield return norm;
        }
    }

    private IEnumerable<(string Name, int Copies, int In, int Out, double? Bound)> Sizes()
    {
        int modules = Settings.Modules, width = Settings.ModuleWidth;
        for (int i = 0; i < Settings.Depth; i++)
        {
            if (i > 0) yield return ($"gate_{i}", 0, i * modules * modules, Settings.Width, null);
            yield return ($"logits_{i}", 0, Activation.Features(Settings.Width), Mixtures(i) * modules, LogitsBound);
            yield return ($"modules_{i}", modules, i == 0 ? Activation.Features(Settings.EmbeddingSize) : Features, width, null);
        }

        yield return ("head", 0, Features, Shape.Outputs, Shape.HeadBound);
    }

    // What a module's output is to the layer behind it.
    private int Features => Activation.Features(Settings.ModuleWidth);

    // Inputs of the next layer's modules, or the one of the head.
    private int Mixtures(int layer) => layer < Settings.Depth - 1 ? Settings.Modules : 1;

    private static Tensor Dense(GraphRun run, Tensor rows, string layer) => GraphLayers.Dense(run, layer, rows);

    private Tensor Normalise(GraphRun run, Tensor rows, int index) =>
        Settings.LayerNorm ? NormBlock.Forward(run, rows, $"norm_{index}") : rows;
}
