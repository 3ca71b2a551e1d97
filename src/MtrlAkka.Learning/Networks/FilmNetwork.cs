using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Feature-wise linear modulation (Perez et al., arXiv 1709.07871, equation 2) in the form of the reference implementation:
/// z = relu(embedding of the task); an MLP of z gives each encoder layer one γ and one β; encoder x = γ relu(x W + b) + β, the
/// last layer without ReLU; torso MLP of (x, z), one head. Parameters: <c>embedding</c> [tasks, size], block <c>film</c> (outputs
/// γ, β of layer after layer), <c>encoder/layer_I/kernel</c>, <c>…/bias</c>, block <c>torso</c> (see <see cref="MlpBlock"/>).
/// </summary>
internal sealed class FilmNetwork : GraphNetwork
{
    private readonly MlpBlock _film, _torso;

    public FilmNetwork(NetworkSettings settings, NetworkShape shape)
        : base(settings, shape)
    {
        int size = Settings.EmbeddingSize;
        _film = new MlpBlock("film", Activation.Features(size), Settings.EncoderWidth, Settings.EncoderDepth, 2 * (Settings.EncoderDepth + 1))
        {
            Activation = Activation,
        };
        _torso = new MlpBlock("torso", size + Activation.Features(size), Settings.Width, Settings.Depth, shape.Outputs)
        {
            OutputStart = ParameterStart.Uniform(shape.HeadBound), LayerNorm = Settings.LayerNorm, Skip = Settings.Skip,
            Activation = Activation, SpectralNorm = Settings.SpectralNorm,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units =>
    [
        .. _film.Units(),
        .. Enumerable.Range(0, Settings.EncoderDepth).Select(i => new UnitLayer($"encoder/layer_{i}", Settings.EncoderWidth)
        {
            Halves = Activation.Halves,
            Incoming = [$"encoder/layer_{i}/kernel", $"encoder/layer_{i}/bias"],
            Outgoing = [$"encoder/layer_{i + 1}/kernel"],
        }),
        .. _torso.Units(),
    ];

    /// <inheritdoc/>
    public override bool IsHead(string parameter) => parameter.StartsWith("torso/output/", StringComparison.Ordinal);

    /// <summary>z [M, T, size] and γ, β [M, T, layers, 2].</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run)
    {
        var z = Activation.Apply(run["embedding"]);
        return [z, _film.Forward(run, z).unflatten(2, [Settings.EncoderDepth + 1, 2])];
    }

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = rows;
        for (int i = 0; i <= Settings.EncoderDepth; i++)
        {
            x = GraphLayers.Dense(run, $"encoder/layer_{i}", x);
            if (i < Settings.EncoderDepth) x = Activation.Replace(x);
            var modulation = tasks[1].narrow(2, i, 1);
            x = (modulation.narrow(3, 0, 1) * x) + modulation.narrow(3, 1, 1);
            if (i < Settings.EncoderDepth) run.Keep($"encoder/layer_{i}", x);
        }

        var z = tasks[0].unsqueeze(2).expand(-1, -1, x.shape[2], -1);
        return _torso.Forward(run, run.Keep("encoder_output", cat([x, z], -1)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => ["torso/output/kernel"];

    protected override (double Row, double Fixed) MultiplyAdds =>
        (EncoderSizes().Sum(static layer => (double)layer.In * layer.Out) + _torso.MultiplyAdds, Shape.Tasks * _film.MultiplyAdds);

    protected override IEnumerable<ParameterSpec> Parameters() =>
    [
        new("embedding", [Shape.Tasks, Settings.EmbeddingSize], ParameterStart.Normal(1 / Math.Sqrt(Settings.EmbeddingSize))),
        .. _film.Parameters(),
        .. EncoderSizes().SelectMany(static (layer, i) => new ParameterSpec[]
        {
            new($"encoder/layer_{i}/kernel", [layer.In, layer.Out], ParameterStart.HeUniform(layer.In)),
            new($"encoder/layer_{i}/bias", [layer.Out], ParameterStart.Constant(0)),
        }),
        .. _torso.Parameters(),
    ];

    private IEnumerable<(int In, int Out)> EncoderSizes() => Enumerable.Range(0, Settings.EncoderDepth + 1).Select(
        i => (i == 0 ? Shape.State : Activation.Features(Settings.EncoderWidth), i == Settings.EncoderDepth ? Settings.EmbeddingSize : Settings.EncoderWidth));
}
