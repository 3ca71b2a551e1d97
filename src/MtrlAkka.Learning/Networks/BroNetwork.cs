using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// BroNet (Nauman et al., arXiv 2405.16158), the network of BRC (arXiv 2505.23150): x = relu(LN(Dense(input))), then
/// Depth residual blocks x + LN(Dense(relu(LN(Dense(x))))) of the same width, and the head, with no norm or activation before it.
/// All kernels start orthogonal with gain √2. BRC has width 4096 and depth 2 for each critic, 256 and 1 for the actor.
/// Parameters: <see cref="InputLayer"/>; <c>input_norm/scale</c>, <c>…/shift</c>; of block I <c>block_I/layer_J/kernel</c>, <c>…/bias</c>,
/// <c>block_I/norm_J/scale</c>, <c>…/shift</c> with J 0 and 1; the head's.
/// </summary>
internal sealed class BroNetwork : GraphNetwork
{
    private static readonly ParameterStart Start = ParameterStart.Orthogonal(Math.Sqrt(2));

    private readonly InputLayer _input;
    private readonly NetworkHead _head;

    /// <param name="settings">Width and Depth count; the other options do not.</param>
    /// <param name="shape">Sizes; the outputs are the head's, its bound does not count.</param>
    /// <param name="head">What the features become.</param>
    /// <param name="oneHot">Whether the network sees the one-hot.</param>
    public BroNetwork(NetworkSettings settings, NetworkShape shape, NetworkHead head, bool oneHot)
        : base(settings, shape with { Outputs = head.Outputs }) =>
        (_head, _input) = (head, new InputLayer(shape, settings.Width, oneHot, Start));

    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units => [.. Enumerable.Range(0, Settings.Depth).Select(i => new UnitLayer($"block_{i}/hidden", Settings.Width)
    {
        Halves = Activation.Halves,
        Incoming = [$"block_{i}/layer_0/kernel", $"block_{i}/layer_0/bias", $"block_{i}/norm_0/scale", $"block_{i}/norm_0/shift"],
        Outgoing = [$"block_{i}/layer_1/kernel"],
    })];

    /// <inheritdoc/>
    public override bool IsHead(string parameter) => _head.Has(parameter);

    /// <summary>Parameters of one block.</summary>
    /// <param name="name">Prefix of the names.</param>
    /// <param name="width">Units inside.</param>
    /// <param name="features">What they become, and the width of the rows.</param>
    public static IEnumerable<ParameterSpec> BlockParameters(string name, int width, int features) =>
    [
        .. GraphLayers.Dense($"{name}/layer_0", features, width, Start), .. NormBlock.Parameters($"{name}/norm_0", width),
        .. GraphLayers.Dense($"{name}/layer_1", features, features, Start), .. NormBlock.Parameters($"{name}/norm_1", features),
    ];

    /// <summary>One block of rows [M, any…, features].</summary>
    public static Tensor Block(GraphRun run, string name, Tensor rows, Activation activation)
    {
        var hidden = activation.Apply(NormBlock.Forward(run, GraphLayers.Dense(run, $"{name}/layer_0", rows), $"{name}/norm_0"));
        var change = GraphLayers.Dense(run, $"{name}/layer_1", run.Keep($"{name}/hidden", hidden));
        return run.Keep(name, rows + NormBlock.Forward(run, change, $"{name}/norm_1"));
    }

    /// <summary>What the input layer adds for each task.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => _input.OfTasks(run);

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = run.Keep("input", Activation.Apply(NormBlock.Forward(run, _input.OfRows(run, tasks, rows), "input_norm")));
        for (int i = 0; i < Settings.Depth; i++) x = Block(run, $"block_{i}", x, Activation);
        return _head.Forward(run, x);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => _head.Kernels;

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            double width = Settings.Width, features = Features;
            return (_input.MultiplyAdds + (Settings.Depth * features * (width + features)) + (features * Shape.Outputs), 0);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters() =>
    [
        .. _input.Parameters(), .. NormBlock.Parameters("input_norm", Settings.Width),
        .. Enumerable.Range(0, Settings.Depth).SelectMany(i => BlockParameters($"block_{i}", Settings.Width, Features)),
        .. _head.Parameters(Features),
        .. Settings.SpectralNorm
            ? Enumerable.Range(0, 2 * Settings.Depth).Select(i => SpectralNorm.Vector($"block_{i / 2}/layer_{i % 2}", Features))
            : [],
    ];

    // The width of the rows that go through the blocks.
    private int Features => Activation.Features(Settings.Width);
}
