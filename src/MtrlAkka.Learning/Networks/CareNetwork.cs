using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// CARE (Sodhani et al., arXiv 2102.06177) in the form of the reference implementation, with a learned embedding of the
/// task in the place of its description: z = MLP(relu(embedding)); attention a = softmax(MLP(z) / temperature) over experts,
/// each an MLP of the observation; torso MLP of (Σ a_e expert_e, z), one head. Parameters: <c>embedding</c> [tasks, size],
/// blocks <c>task</c>, <c>attention</c>, <c>experts</c> and <c>torso</c> (see <see cref="MlpBlock"/>).
/// </summary>
internal sealed class CareNetwork : GraphNetwork
{
    private readonly MlpBlock _task, _attention, _experts, _torso;

    public CareNetwork(NetworkSettings settings, NetworkShape shape)
        : base(settings, shape)
    {
        int size = Settings.EmbeddingSize, width = Settings.EncoderWidth, depth = Settings.EncoderDepth;
        _task = new MlpBlock("task", Activation.Features(size), width, depth, size) { Activation = Activation };
        _attention = new MlpBlock("attention", size, width, depth, Settings.Experts) { Activation = Activation };
        _experts = new MlpBlock("experts", shape.State, width, depth, size) { Copies = Settings.Experts, Records = false, Activation = Activation };
        _torso = new MlpBlock("torso", 2 * size, Settings.Width, Settings.Depth, shape.Outputs)
        {
            OutputStart = ParameterStart.Uniform(shape.HeadBound), LayerNorm = Settings.LayerNorm, Skip = Settings.Skip,
            Activation = Activation, SpectralNorm = Settings.SpectralNorm,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units => [.. _task.Units(), .. _attention.Units(), .. _torso.Units()];

    /// <inheritdoc/>
    public override bool IsHead(string parameter) => parameter.StartsWith("torso/output/", StringComparison.Ordinal);

    /// <summary>z [M, T, size] and a [M, T, experts].</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run)
    {
        var z = _task.Forward(run, Activation.Apply(run["embedding"]));
        return [z, (_attention.Forward(run, z) / Settings.AttentionTemperature).softmax(-1)];
    }

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var experts = _experts.Forward(run, rows.unsqueeze(1));
        var attention = tasks[1].transpose(1, 2).unsqueeze(-1).unsqueeze(-1);
        var encoding = (attention * experts).sum(1);
        var z = tasks[0].unsqueeze(2).expand_as(encoding);
        return _torso.Forward(run, run.Keep("encoder_output", cat([encoding, z], -1)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => ["torso/output/kernel"];

    protected override (double Row, double Fixed) MultiplyAdds =>
        (_experts.MultiplyAdds + _torso.MultiplyAdds, Shape.Tasks * (_task.MultiplyAdds + _attention.MultiplyAdds));

    protected override IEnumerable<ParameterSpec> Parameters() =>
    [
        new("embedding", [Shape.Tasks, Settings.EmbeddingSize], ParameterStart.Normal(1 / Math.Sqrt(Settings.EmbeddingSize))),
        .. _task.Parameters(), .. _attention.Parameters(), .. _experts.Parameters(), .. _torso.Parameters(),
    ];
}
