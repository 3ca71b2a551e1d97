using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>One update or several in which each task has a loss of its own: PCGrad, GradNorm, or the mean of the tasks' gradients.</summary>
internal sealed class TaskUpdate : GoldenKind
{
    private const string Gradients = "gradients of tasks", Combined = "gradients after surgery", Weights = "task weights", Figures = "logged figures";

    /// <inheritdoc/>
    public override string Name => "task update";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) =>
        file.Config.Has("network") && file.Config.Has("multi_task_optimizer") && file.HasAny("before/alpha/") && file.HasAny("after/alpha/");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var batch = new TaskUpdateBatch(file);
        var settings = batch.Settings;
        using var agent = new MultiTaskSac(settings, 1, machine.Device, machine.Type, machine.Kernels);
        foreach (var (network, shape, vector) in PlainUpdate.Vectors(agent, settings)) ReferenceParameters.Load(file, $"before/{network}/", shape, vector);
        var transitions = new TransitionBatch(settings);
        Side[] sides =
        [
            new(file, "actor", settings.Actor, agent.ActorRule, agent.ActorOptimizer, static metrics => metrics.ActorGradientNorm),
            new(file, "critic", settings.Critic, agent.CriticRule, agent.CriticOptimizer, static metrics => metrics.CriticGradientNorm),
        ];
        for (int step = 0; step < batch.Rows.Steps; step++)
        {
            batch.Rows.Fill(transitions, step);
            foreach (var side in sides) side.Before(step, batch.Rows, comparison);
            agent.Update(transitions, batch.Noise("eps/next", step), batch.Noise("eps/actor", step), batch.Order());
            var metrics = agent.ReadMetrics();
            PlainUpdate.CompareFigures(file, metrics, batch.Rows, step, comparison);
            foreach (var side in sides) side.After(metrics, step, batch.Rows, comparison);
        }

        foreach (var side in sides) side.Last(comparison);
        foreach (var (network, shape, vector) in PlainUpdate.Vectors(agent, settings))
            ReferenceParameters.Compare(file, $"after/{network}/", shape, vector, "parameters after", comparison);
        PlainUpdate.CompareOptimizers(file, agent, settings, comparison);
    }

    /// <summary>Actor or critics, and what the file has of them.</summary>
    private sealed record Side(
        GoldenFile File, string Network, NetworkSettings Shape, TaskRule Rule, AdamOptimizer Optimizer, Func<UpdateMetrics, double> Norm)
    {
        /// <summary>Compares what there is before a step.</summary>
        public void Before(int step, UpdateBatch batch, GoldenComparison comparison)
        {
            string name = $"state/{Network}/gradnorm_task_weights_before";
            if (step == batch.Steps - 1 && Rule.State is { } state && File.Has(name)) Compare(comparison, Weights, state.Weights, File[name]);
        }

        /// <summary>Compares what belongs to a step.</summary>
        public void After(UpdateMetrics metrics, int step, UpdateBatch batch, GoldenComparison comparison)
        {
            string losses = $"task_loss/{Network}", weights = $"state/{Network}/gradnorm_task_weights_per_step", before = $"log/metrics.{Network}_grad_magnitude";
            if (Rule.Losses is { } ofTasks && File.Has(losses)) Compare(comparison, "losses of tasks", ofTasks, batch.Of(losses, step));
            if (Rule.State is { } state && File.Has(weights)) Compare(comparison, Weights, state.Weights, batch.Of(weights, step));
            // The reference logs the norm of the mean gradient; what comes out of PCGrad or GradNorm has another.
            if (File.Has(before)) comparison.AddFigures(Figures, [Rule.Gradients is null ? Norm(metrics) : MeanNorm()], batch.Of(before, step));
            string after = $"norm/{Network}_surgery", lengths = $"log/metrics.{Network}_avg_grad_magnitude_before_surgery";
            if (step == batch.Steps - 1 && File.Has(after)) comparison.AddFigures(Figures, [Norm(metrics)], File[after]);
            if (Rule.Gradients is not null && File.Has(lengths)) comparison.AddFigures(Figures, [MeanLength()], batch.Of(lengths, step));
        }

        /// <summary>Compares what the file has of the last step alone.</summary>
        public void Last(GoldenComparison comparison)
        {
            string surgery = $"surgery_grad/{Network}/", gradients = $"task_grad/{Network}/", weights = $"state/{Network}/gradnorm_task_weights_after";
            if (File.HasAny(surgery)) ReferenceParameters.Compare(File, surgery, Shape, Optimizer.Gradient, Combined, comparison);
            if (File.HasAny(gradients)) CompareGradients(gradients, comparison);
            if (Rule.State is not { } state) return;
            Compare(comparison, Weights, state.Weights, File[weights]);
            if (state.FirstLosses is { } first) Compare(comparison, "losses of tasks", first, File[$"state/{Network}/gradnorm_original_losses"]);
        }

        private static void Compare(GoldenComparison comparison, string quantity, Matrix values, GoldenTensor expected) =>
            comparison.Add(quantity, GoldenMachine.Values(values.Tensor), expected);

        // The file has gradients of each task's own loss; a row here is its share of the mean. Without rows their mean is compared.
        private void CompareGradients(string prefix, GoldenComparison comparison)
        {
            using var scope = NewDisposeScope();
            var layout = Optimizer.Gradient.Layout;
            for (int i = 0; i < layout.Parameters.Count; i++)
            {
                var expected = File.Find(prefix, $"/{ReferenceNames.Parameter(Shape, layout.Parameters[i].Name)}");
                int tasks = (int)expected.Shape[0];
                if (Rule.Gradients is { } gradients)
                {
                    var rows = Enumerable.Range(0, tasks).Select(task => gradients.View(task, i).reshape(-1) * tasks);
                    comparison.Add(Gradients, GoldenMachine.Values(cat([.. rows])), expected);
                    continue;
                }

                double[] mean = [.. Enumerable.Range(0, expected.Values.Length / tasks).Select(at => Enumerable.Range(0, tasks).Average(task => expected.Part(task, tasks).Values[at]))];
                comparison.Add(Gradients, GoldenMachine.Values(Optimizer.Gradient.View(i)), mean, expected.Precision, mean.Max(Math.Abs));
            }
        }

        private double MeanNorm() => Math.Sqrt(GoldenMachine.Values(Rule.Gradients!.Matrix.Tensor.sum(1)).Sum(static x => x * x));

        private double MeanLength() => GoldenMachine.Values(Rule.Gradients!.Matrix.Tensor.to(ScalarType.Float64).square().sum(2).sqrt()).Sum();
    }
}
