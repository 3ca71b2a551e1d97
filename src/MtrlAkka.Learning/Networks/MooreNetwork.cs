using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// MOORE (Hendawy et al., arXiv 2311.11385, section 4): experts, MLPs of the observation with a linear last layer, whose
/// outputs are made orthonormal row by row (Gram and Schmidt's process, equation 4 there), are combined by learned weights of the task, Σ w_e u_e; a tanh,
/// and a linear head for each task. Parameters: <c>combination/kernel</c> [tasks, experts]; block <c>experts</c> (see <see cref="MlpBlock"/>);
/// <c>norm/scale</c>, <c>norm/shift</c> of the heads' input; <c>head/kernel</c> [tasks, width, out], <c>head/bias</c>.
/// </summary>
internal sealed class MooreNetwork : GraphNetwork
{
    private const double LengthEpsilon = 1e-8;

    private readonly MlpBlock _experts;

    public MooreNetwork(NetworkSettings settings, NetworkShape shape)
        : base(settings, shape) => _experts = new MlpBlock("experts", shape.State, Settings.Width, Settings.Depth - 1, Settings.Width)
    {
        Copies = Settings.Experts, LayerNorm = Settings.LayerNorm, Skip = Settings.Skip,
    };

    /// <summary>The weights [M, T, experts], and the heads.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run) => [run["combination/kernel"], run["head/kernel"], run["head/bias"]];

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var basis = Orthonormal(_experts.Forward(run, rows.unsqueeze(1)));
        var weights = tasks[0].transpose(1, 2).unsqueeze(-1).unsqueeze(-1);
        var feature = run.Keep("torso_output", (weights * basis).sum(1).tanh());
        if (Settings.LayerNorm) feature = GraphMath.LayerNorm(feature, run["norm/scale"], run["norm/shift"]);
        return GraphMath.Dense(feature, tasks[1], tasks[2]);
    }

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            // Each pair of experts costs a product and a sum of vectors.
            double width = Settings.Width, experts = Settings.Experts;
            return (_experts.MultiplyAdds + (experts * (experts - 1) * width) + (width * Shape.Outputs), 0);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters()
    {
        int width = Settings.Width;
        yield return new ParameterSpec("combination/kernel", [Shape.Tasks, Settings.Experts], ParameterStart.HeUniform(Shape.Tasks));
        foreach (var parameter in _experts.Parameters()) yield return parameter;
        if (Settings.LayerNorm)
        {
            yield return new ParameterSpec("norm/scale", [width], ParameterStart.Constant(1));
            yield return new ParameterSpec("norm/shift", [width], ParameterStart.Constant(0));
        }

        var start = ParameterStart.Uniform(Shape.HeadBound);
        yield return new ParameterSpec("head/kernel", [Shape.Tasks, width, Shape.Outputs], start);
        yield return new ParameterSpec("head/bias", [Shape.Tasks, Shape.Outputs], start);
    }

    // [M, experts, T, B, units]: each vector less its projections on the directions before it, at length 1.
    private static Tensor Orthonormal(Tensor vectors)
    {
        var directions = new List<Tensor>();
        for (int i = 0; i < vectors.shape[1]; i++)
        {
            var vector = vectors.select(1, i);
            var rest = vector;
            foreach (var direction in directions) rest = rest - ((vector * direction).sum(-1, keepdim: true) * direction);
            directions.Add(rest / (linalg.vector_norm(rest, dims: [-1], keepdim: true) + LengthEpsilon));
        }

        return stack(directions, 1);
    }
}
