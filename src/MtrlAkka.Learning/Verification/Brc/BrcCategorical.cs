namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>The target distributions of categorical critics, their loss, and its gradient.</summary>
internal sealed class BrcCategorical : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "categorical";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Config.Has("num_bins") && file.Has("target_probs") && file.Has("grad_logits");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var support = new CategoricalSupport(file.Config.Count("num_bins"), file.Config.Number("v_max"));
        var kernels = machine.Kernels.Categorical(support);
        int members = file.Config.Count("ensemble"), rows = file["reward"].Values.Length, bins = support.Bins;
        Matrix Of(string name, int count, int columns) => machine.Matrix(file[name].Values, count, rows, columns);
        using Matrix logits = Of("logits", members, bins), next = Of("next_logits", members, bins);
        using Matrix rewards = Of("reward", 1, 1), log = Of("next_log_prob", 1, 1), mask = Of("mask", 1, 1), terminated = new(1 - mask.Tensor);
        using Matrix alpha = machine.Matrix(file["temperature"].Values, 1, 1, 1), target = machine.Zeros(1, rows, bins), gradient = machine.Zeros(members, rows, bins);
        using Matrix metrics = machine.Zeros(1, 1, Metric.Count), values = machine.Zeros(1, rows, 1);
        alpha.Tensor.log_();
        kernels.Target(next, log, rewards, terminated, alpha, file.Config.Number("discount"), 1, target);
        kernels.CriticLoss(logits, target, null, gradient, metrics);
        kernels.Expectation(next, values);

        double[] z = BrcNetworks.Values(support), distribution = GoldenMachine.Values(target.Tensor);
        double[] Sums(double[] probabilities, Func<int, double> weight) =>
            [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, bins).Sum(bin => weight(bin) * probabilities[(row * bins) + bin]))];
        double[] expected = Sums(distribution, bin => z[bin]);
        comparison.Add("support", z, file["bins"]);
        comparison.Add("target", distribution, file["target_probs"], file.NativeDifference("target_probs"));
        comparison.Add("target's mass", Sums(distribution, static _ => 1), file["target_mass"]);
        comparison.Add("values", expected, file["q_target"], file.NativeDifference("q_target"));
        double[] before = Sums(file["next_probs"].Values, bin => z[bin]);
        comparison.Add("values", GoldenMachine.Values(values.Tensor), before, file["next_probs"].Precision, support.Limit, file.NativeDifference("q_target"));
        comparison.AddFigures("loss", [GoldenMachine.Values(metrics.Tensor)[Metric.CriticLoss]], file["loss"]);
        comparison.Add("loss of rows", RowLosses(kernels, logits, target, machine), file["row_loss"]);
        comparison.Add("gradient", GoldenMachine.Values(gradient.Tensor), file["grad_logits"]);
        comparison.Add("places", BrcPlaces.Of(kernels, machine, rewards, log, terminated, alpha, file.Config.Number("discount")), file["position"], file.NativeDifference("position"));
        foreach (var (name, value) in new[] { ("q_mean", expected.Average()), ("q_min", expected.Min()), ("q_max", expected.Max()), ("r", file["reward"].Values.Average()) })
            comparison.AddFigures("logged figures", [value], file[$"log/{name}"], file.NativeDifference("q_target"));
    }

    private static double[] RowLosses(CategoricalKernels kernels, Matrix logits, Matrix target, GoldenMachine machine)
    {
        var losses = new double[logits.Members * logits.Rows];
        for (int i = 0; i < losses.Length; i++)
        {
            int member = i / logits.Rows, row = i % logits.Rows;
            using Matrix one = new(logits.Tensor.narrow(0, member, 1).narrow(1, row, 1)), aim = new(target.Tensor.narrow(1, row, 1));
            using Matrix gradient = machine.Zeros(1, 1, logits.Columns), metrics = machine.Zeros(1, 1, Metric.Count);
            kernels.CriticLoss(one, aim, null, gradient, metrics);
            losses[i] = GoldenMachine.Values(metrics.Tensor)[Metric.CriticLoss];
        }

        return losses;
    }
}
