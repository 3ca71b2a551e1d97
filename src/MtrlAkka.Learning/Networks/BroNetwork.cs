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

    /// <summary>Parameters of one block.</summary>
    public static IEnumerable<ParameterSpec> BlockParameters(string name, int width) =>
    [
        .. GraphLayers.Dense($"{name}/layer_0", width, width, Start), .. NormBlock.Parameters($"{name}/norm_0", width),
        .. GraphLayers.Dense($"{name}/layer_1", width, width, Start), .. NormBlock.Parameters($"{name}/norm_1", width),
    ];

    /// <summary>One block of rows [M, any…, width].</summary>
    public static Tensor Block(GraphRun run, string name, Tensor rows)
    {
        var hidden = NormBlock.Forward(run, GraphLayers.Dense(run, $"{name}/layer_0", rows), $"{name}/norm_0").relu();
        var change = GraphLayers.Dense(run, $"{name}/layer_1", run.Keep($"{name}/hidden", hidden));
        return run.Keep(name, rows + NormBlock.Forward(run, change, $"{name}/norm_1"));
    }

    /// <summary>What the input layer adds for each task.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => _input.OfTasks(run);

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = run.Keep("input", NormBlock.Forward(run, _input.OfRows(run, tasks, rows), "input_norm").relu());
        for (int i = 0; i < Settings.Depth; i++) x = Block(run, $"block_{i}", x);
        return _head.Forward(run, x);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => _head.Kernels;

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            double width = Settings.Width;
            return (_input.MultiplyAdds + (2 * Settings.Depth * width * width) + (width * Shape.Outputs), 0);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters() =>
    [
        .. _input.Parameters(), .. NormBlock.Parameters("input_norm", Settings.Width),
        .. Enumerable.Range(0, Settings.Depth).SelectMany(i => BlockParameters($"block_{i}", Settings.Width)),
        .. _head.Parameters(Settings.Width),
    ];
}
