using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// PaCo (Sun et al., arXiv 2210.11653): a task's parameters are a weighted sum of K shared sets, θ = Σ_k w_k θ_k,
/// with learned weights of each task (linear in the one-hot, with bias, not normalised), in every layer, the output layer too.
/// The sum is taken over the parameters, once a task, and not over K outputs of each row. The resets of tasks whose loss
/// explodes, which the paper has, are left out, as in the reference implementation. Parameters: <c>composition/kernel</c> [tasks, K], <c>…/bias</c>;
/// <c>layer_I/kernel</c> [K, in, out], <c>…/bias</c>; <c>norm_I/scale</c>, <c>…/shift</c>, which tasks share; <c>head/kernel</c> [K, in, out], <c>…/bias</c>.
/// </summary>
internal sealed class PacoNetwork(NetworkSettings settings, NetworkShape shape) : GraphNetwork(settings, shape)
{
    /// <summary>Kernel [M, T, in, out] and bias [M, T, out] of each layer.</summary>
    public override IReadOnlyList<Tensor> OfTasks(GraphRun run)
    {
        var weights = run["composition/kernel"] + run["composition/bias"].unsqueeze(1);
        return
        [
            .. Sizes().SelectMany(layer => new[] { $"{layer.Name}/kernel", $"{layer.Name}/bias" }).Select(name =>
            {
                var sets = run[name];
                return weights.bmm(sets.flatten(2)).unflatten(2, sets.shape[2..]);
            }),
        ];
    }

    /// <inheritdoc/>
    public override Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var x = rows;
        for (int i = 0; i < Settings.Depth; i++)
        {
            if (i > 0) x = Normalise(run, x, i - 1);
            var activation = GraphMath.Dense(x, tasks[2 * i], tasks[(2 * i) + 1]).relu_();
            x = run.Keep($"layer_{i}", Settings.Skip && (i > 0 || Shape.State == Settings.Width) ? activation + x : activation);
        }

        return GraphMath.Dense(Normalise(run, x, Settings.Depth - 1), tasks[^2], tasks[^1]);
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
        int sets = Settings.ParameterSets, width = Settings.Width;
        yield return new ParameterSpec("composition/kernel", [Shape.Tasks, sets], ParameterStart.HeUniform(Shape.Tasks));
        yield return new ParameterSpec("composition/bias", [sets], ParameterStart.Constant(0));
        foreach (var (name, fanIn, fanOut) in Sizes())
        {
            bool head = name == "head";
            var start = head ? ParameterStart.Uniform(Shape.HeadBound) : ParameterStart.HeUniform(fanIn);
            yield return new ParameterSpec($"{name}/kernel", [sets, fanIn, fanOut], start);
            yield return new ParameterSpec($"{name}/bias", [sets, fanOut], head ? start : ParameterStart.Constant(0));
        }

        for (int i = 0; Settings.LayerNorm && i < Settings.Depth; i++)
            foreach (var norm in NormBlock.Parameters($"norm_{i}", width)) yield return norm;
    }

    private IEnumerable<(string Name, int In, int Out)> Sizes() => Enumerable.Range(0, Settings.Depth)
        .Select(i => ($"layer_{i}", i == 0 ? Shape.State : Settings.Width, Settings.Width))
        .Append(("head", Settings.Width, Shape.Outputs));

    private Tensor Normalise(GraphRun run, Tensor rows, int index) =>
        Settings.LayerNorm ? NormBlock.Forward(run, rows, $"norm_{index}") : rows;
}
