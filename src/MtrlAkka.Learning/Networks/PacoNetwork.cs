using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// PaCo (Sun et al., arXiv 2210.11653): a task's parameters are a weighted sum of K shared sets, θ = Σ_k w_k θ_k,
/// with learned weights of each task (linear in the one-hot, with bias, not normalised), in every layer, the output layer too.
/// The sum is taken over the parameters, once a task, and not over K outputs of each row. The resets of tasks whose loss
/// explodes, which the paper has, are left out, as in the reference implementation. Parameters: <c>composition/kernel</c> [tasks, K], <c>…/bias</c>;
/// <c>layer_I/kernel</c> [K, in, out], <c>…/bias</c>, and with spectral norm, which is of the sums, <c>…/left_singular</c> [tasks, in]; <c>norm_I/scale</c>, <c>…/shift</c>, which tasks share; <c>head/kernel</c> [K, in, out], <c>…/bias</c>.
/// </summary>
internal sealed class PacoNetwork(NetworkSettings settings, NetworkShape shape) : GraphNetwork(settings, shape)
{
    /// <inheritdoc/>
    public override IReadOnlyList<UnitLayer> Units => Settings.Skip ? [] : [.. Enumerable.Range(0, Settings.Depth).Select(i => new UnitLayer($"layer_{i}", Settings.Width)
    {
        Halves = Activation.Halves,
        Incoming = [$"layer_{i}/kernel", $"layer_{i}/bias"],
        Norms = Settings.LayerNorm ? [$"norm_{i}/scale", $"norm_{i}/shift"] : [],
        Outgoing = [i < Settings.Depth - 1 ? $"layer_{i + 1}/kernel" : "head/kernel"],
    })];

    /// <summary>Kernel [M, T, in, out] and bias [M, T, out] of each layer.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run)
    {
        List<Tensor> sums = [];
        foreach (var (name, _, _) in Sizes())
        {
            string vector = SpectralNorm.VectorName(name);
            var kernel = Sum(run, $"{name}/kernel");
            sums.Add(Layout.Has(vector) ? SpectralNorm.Divide(kernel, run[vector]) : kernel);
            sums.Add(Sum(run, $"{name}/bias"));
        }

        return sums;
    }

    /// <summary>Nothing: the sums are divided whenever they are taken.</summary>
    public override void DivideKernels(GraphRun run)
    {
    }

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = rows;
        for (int i = 0; i < Settings.Depth; i++)
        {
            if (i > 0) x = Normalise(run, x, i - 1);
            var activation = Activation.Replace(GraphMath.Dense(run, x, tasks[2 * i], tasks[(2 * i) + 1]));
            x = run.Keep($"layer_{i}", Settings.Skip && (i > 0 || Shape.State == Features) ? activation + x : activation);
        }

        return GraphMath.Dense(run, Normalise(run, x, Settings.Depth - 1), tasks[^2], tasks[^1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SharedLayer => ["head/kernel"];

    protected override (double Row, double Fixed) MultiplyAdds
    {
        get
        {
            double weights = Sizes().Sum(static layer => (double)layer.In * layer.Out);
            return (weights, Shape.Tasks * Settings.ParameterSets * weights);
        }
    }

    protected override IEnumerable<ParameterSpec> Parameters()
    {
        int sets = Settings.ParameterSets;
        yield return new ParameterSpec("composition/kernel", [Shape.Tasks, sets], ParameterStart.HeUniform(Shape.Tasks));
        yield return new ParameterSpec("composition/bias", [sets], ParameterStart.Constant(0));
        foreach (var (name, fanIn, fanOut) in Sizes())
        {
            bool head = name == "head";
            var start = head ? ParameterStart.Uniform(Shape.HeadBound) : ParameterStart.HeUniform(fanIn);
            yield return new ParameterSpec($"{name}/kernel", [sets, fanIn, fanOut], start);
            yield return new ParameterSpec($"{name}/bias", [sets, fanOut], head ? start : ParameterStart.Constant(0));
            if (Settings.SpectralNorm && !head && name != "layer_0") yield return SpectralNorm.Vector(name, Shape.Tasks, fanIn);
        }

        for (int i = 0; Settings.LayerNorm && i < Settings.Depth; i++)
            foreach (var norm in NormBlock.Parameters($"norm_{i}", Features)) yield return norm;
    }

    protected override Tensor NormedKernel(GraphRun run, string layer) => Sum(run, $"{layer}/kernel");

    private int Features => Activation.Features(Settings.Width);

    // A parameter of each task: the sum of the sets' by the task's weights.
    private static Tensor Sum(GraphRun run, string name)
    {
        var weights = run["composition/kernel"] + run["composition/bias"].unsqueeze(1);
        var sets = run[name];
        return weights.bmm(sets.flatten(2)).unflatten(2, sets.shape[2..]);
    }

    private IEnumerable<(string Name, int In, int Out)> Sizes() => Enumerable.Range(0, Settings.Depth)
        .Select(i => ($"layer_{i}", i == 0 ? Shape.State : Features, Settings.Width))
        .Append(("head", Features, Shape.Outputs));

    private Tensor Normalise(GraphRun run, Tensor rows, int index) =>
        Settings.LayerNorm ? NormBlock.Forward(run, rows, $"norm_{index}") : rows;
}
