using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// MOORE (Hendawy et al., arXiv 2311.11385): experts, MLPs of the observation with a linear last layer, whose
/// outputs are made orthonormal row by row (Gram and Schmidt's process), are combined by learned weights of the task, Σ w_e u_e; a tanh,
/// and a linear head for each task. Parameters: <c>combination/kernel</c> [tasks, experts]; block <c>experts</c> (see <see cref="MlpBlock"/>);
/// <c>norm/scale</c>, <c>norm/shift</c> of the heads' input; <c>head/kernel</c> [tasks, width, out], <c>head/bias</c>.
/// </summary>
internal sealed class MooreNetwork : GraphNetwork
{
    private const double LengthEpsilon = 1e-8, LeastSquare = 1e-30;

    private readonly MlpBlock _experts;

    public MooreNetwork(NetworkSettings settings, NetworkShape shape)
        : base(settings, shape) => _experts = new MlpBlock("experts", shape.State, Settings.Width, Settings.Depth - 1, Settings.Width)
    {
        Copies = Settings.Experts, LayerNorm = Settings.LayerNorm, Skip = Settings.Skip,
        Activation = Activation, SpectralNorm = Settings.SpectralNorm, OutputHidden = true,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units => [.. _experts.Units()];

    /// <summary>The weights [M, T, experts], and the heads.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => [run["combination/kernel"], run["head/kernel"], run["head/bias"]];

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var vectors = _experts.Forward(run, rows.unsqueeze(1)).permute(0, 2, 3, 1, 4);
        var lead = vectors.shape[..3];
        vectors = vectors.flatten(0, 2);
        var weights = tasks[0].unsqueeze(2).unsqueeze(2).expand([.. lead, 1, -1]).flatten(0, 2);
        var shares = weights.bmm(Orthonormal(vectors.bmm(vectors.transpose(1, 2))));
        var feature = run.Keep("torso_output", shares.bmm(vectors).squeeze(1).tanh().unflatten(0, lead));
        if (Settings.LayerNorm) feature = NormBlock.Forward(run, feature, "norm");
        return GraphMath.Dense(run, feature, tasks[1], tasks[2]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => ["experts/output/kernel"];

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            // Products of each pair of experts, and their combination.
            double width = Settings.Width, experts = Settings.Experts;
            return (_experts.MultiplyAdds + (experts * (experts + 1) * width) + (width * Shape.Outputs), 0);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters()
    {
        int width = Settings.Width;
        yield return new ParameterSpec("combination/kernel", [Shape.Tasks, Settings.Experts], ParameterStart.HeUniform(Shape.Tasks));
        foreach (var parameter in _experts.Parameters()) yield return parameter;
        if (Settings.LayerNorm)
            foreach (var norm in NormBlock.Parameters("norm", width)) yield return norm;

        var start = ParameterStart.Uniform(Shape.HeadBound);
        yield return new ParameterSpec("head/kernel", [Shape.Tasks, width, Shape.Outputs], start);
        yield return new ParameterSpec("head/bias", [Shape.Tasks, Shape.Outputs], start);
    }

    // Rows of output [R, E, E] say what the orthonormal vectors are made of: u_i = Σ_k output[i, k] v_k. Gram and Schmidt's
    // process needs of the vectors only their products, [R, E, E], so each row's work is on E numbers instead of its width.
    private static Tensor Orthonormal(Tensor products)
    {
        long count = products.shape[1];
        double epsilon = products.dtype == ScalarType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1;
        var unit = eye(count, dtype: products.dtype, device: products.device);
        var made = new List<Tensor>();
        for (long i = 0; i < count; i++)
        {
            var rest = unit.narrow(0, i, 1).unsqueeze(0);
            if (i > 0)
            {
                var before = cat(made, 1);
                rest = rest - products.narrow(1, i, 1).bmm(before.transpose(1, 2)).bmm(before);
            }
            else
            {
                rest = rest.expand(products.shape[0], -1, -1);
            }

            // What is left of a vector in the span of those before it is rounding, of any sign: it counts as no smaller than that.
            var square = (rest.bmm(products) * rest).sum(2, keepdim: true);
            var least = (products.narrow(1, i, 1).narrow(2, i, 1) * epsilon).clamp(min: LeastSquare);
            made.Add(rest / (maximum(square, least).sqrt() + LengthEpsilon));
        }

        return cat(made, 1);
    }
}
