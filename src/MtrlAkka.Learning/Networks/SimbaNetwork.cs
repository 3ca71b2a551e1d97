using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// SimBa (Lee et al., arXiv 2410.09754): x = Dense(input), then Depth residual blocks x + Dense(relu(Dense(LN(x)))) with four
/// times the width inside, a layer norm, and the head. The paper's running normalisation of observations comes before the network.
/// The input's kernel starts orthogonal with gain 1, the blocks' He-normal: of variance 2 / fan-in (the authors' cut it off at
/// two deviations). The paper has width 512 and depth 2 for each critic, 128 and 1 for the actor. Parameters: <see cref="InputLayer"/>; of block I
/// <c>block_I/norm/scale</c>, <c>…/shift</c>, <c>block_I/layer_J/kernel</c>, <c>…/bias</c> with J 0 and 1; <c>norm/scale</c>, <c>norm/shift</c>; the head's.
/// </summary>
internal sealed class SimbaNetwork : GraphNetwork
{
    private const int Expansion = 4;

    private readonly InputLayer _input;
    private readonly NetworkHead _head;

    /// <param name="settings">Width and Depth count; the other options do not.</param>
    /// <param name="shape">Sizes; the outputs are the head's, its bound does not count.</param>
    /// <param name="head">What the features become.</param>
    /// <param name="oneHot">Whether the network sees the one-hot.</param>
    public SimbaNetwork(NetworkSettings settings, NetworkShape shape, NetworkHead head, bool oneHot)
        : base(settings, shape with { Outputs = head.Outputs }) =>
        (_head, _input) = (head, new InputLayer(shape, settings.Width, oneHot, ParameterStart.Orthogonal(1)));

    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units => [.. Enumerable.Range(0, Settings.Depth).Select(i => new UnitLayer($"block_{i}/hidden", Inside)
    {
        Halves = Activation.Halves,
        Incoming = [$"block_{i}/layer_0/kernel", $"block_{i}/layer_0/bias"],
        Outgoing = [$"block_{i}/layer_1/kernel"],
    })];

    /// <inheritdoc/>
    public override bool IsHead(string parameter) => _head.Has(parameter);

    /// <summary>What the input layer adds for each task.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => _input.OfTasks(run);

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = _input.OfRows(run, tasks, rows);
        for (int i = 0; i < Settings.Depth; i++)
        {
            string name = $"block_{i}";
            var hidden = GraphLayers.Dense(run, $"{name}/layer_0", NormBlock.Forward(run, x, $"{name}/norm"));
            x = run.Keep(name, x + GraphLayers.Dense(run, $"{name}/layer_1", run.Keep($"{name}/hidden", Activation.Apply(hidden))));
        }

        return _head.Forward(run, run.Keep("features", NormBlock.Forward(run, x, "norm")));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => _head.Kernels;

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            double width = Settings.Width;
            return (_input.MultiplyAdds + (Settings.Depth * (Inside + Activation.Features(Inside)) * width) + (width * Shape.Outputs), 0);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters() =>
    [
        .. _input.Parameters(), .. Enumerable.Range(0, Settings.Depth).SelectMany(i => Block($"block_{i}")),
        .. NormBlock.Parameters("norm", Settings.Width), .. _head.Parameters(Settings.Width),
    ];

    // Units inside a block.
    private int Inside => Expansion * Settings.Width;

    private IEnumerable<ParameterSpec> Block(string name)
    {
        int width = Settings.Width, features = Activation.Features(Inside);
        return
        [
            .. NormBlock.Parameters($"{name}/norm", width),
            .. GraphLayers.Dense($"{name}/layer_0", width, Inside, HeNormal(width)),
            .. GraphLayers.Dense($"{name}/layer_1", features, width, HeNormal(features)),
            .. Settings.SpectralNorm ? [SpectralNorm.Vector($"{name}/layer_0", width), SpectralNorm.Vector($"{name}/layer_1", features)] : (ParameterSpec[])[],
        ];
    }

    private static ParameterStart HeNormal(int fanIn) => ParameterStart.Normal(Math.Sqrt(2.0 / fanIn));
}
