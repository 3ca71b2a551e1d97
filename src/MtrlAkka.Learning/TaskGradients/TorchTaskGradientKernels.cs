using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The gradients of tasks as tensor operations, on any device.</summary>
internal sealed class TorchTaskGradientKernels : TaskGradientKernels
{
    private const double LeastNorm = 1e-300;

    public override void Project(TaskGradients gradients, Matrix order, Projection projection, Matrix combined, Matrix metrics, int place)
    {
        using var scope = NewDisposeScope();
        int tasks = gradients.Tasks;
        var rows = gradients.Matrix.Tensor.squeeze(0);
        // With TF32 the factors are rounded, which leaves no doubt about any conflict worth the name.
        var products = rows.mm(rows.transpose(0, 1)).to(ScalarType.Float64) * ((double)tasks * tasks);
        // A gradient of 0 is orthogonal to all, so that its norm divides 0.
        var norms = (products.diagonal().unsqueeze(1) + projection.Epsilon).clamp(min: LeastNorm);
        var (dots, coefficients) = (products.clone(), eye(tasks, dtype: ScalarType.Float64, device: rows.device));
        var self = arange(tasks, dtype: ScalarType.Int64, device: rows.device).unsqueeze(1);
        var turns = order.Tensor.squeeze(0).to(ScalarType.Int64);
        // All tasks take their first turn, then all their second, and so on; each has its own row of dots and coefficients.
        for (int turn = 0; turn < tasks; turn++)
        {
            using var step = NewDisposeScope();
            var others = turns.narrow(1, turn, 1);
            var share = dots.gather(1, others).clamp(max: 0) / norms.gather(0, others);
            if (!projection.Self) share = share * (others != self);
            coefficients.scatter_add_(1, others, -share);
            dots.sub_(share * products.gather(0, others.expand(-1, tasks)));
        }

        var sums = (coefficients.sum([0]) * (projection.Mean ? 1 : tasks)).to(rows.dtype);
        // Not as a product: what the optimiser gets is rounded nowhere.
        var result = combined.Tensor.view(-1).zero_();
        for (int task = 0; task < tasks; task++)
        {
            using var step = NewDisposeScope();
            result.addcmul_(rows.select(0, task), sums.select(0, task), 1);
        }

        metrics.Tensor.view(-1).narrow(0, place, 1).add_((products < 0).sum() / 2);
    }

    public override void Balance(TaskGradients gradients, Matrix? losses, GradNormState state, Balancing balancing, long step)
    {
        using var scope = NewDisposeScope();
        int tasks = gradients.Tasks;
        var weights = Wide(state.Weights);
        var norms = gradients.Matrix.Tensor.square().sum(2).to(ScalarType.Float64).sqrt().view(-1) * tasks;
        var weighted = weights * norms;
        var rates = Rates(losses, state, balancing.Asymmetry, step == 1);
        var signs = (weighted - (weighted.mean() * rates)).sign();
        var gradient = norms * (balancing.TargetsMove ? signs - (signs * rates).mean() : signs);
        var adam = balancing.Adam;
        var (first, second) = ((Wide(state.Mean) * adam.Beta1) + (gradient * (1 - adam.Beta1)), (Wide(state.Square) * adam.Beta2) + (gradient.square() * (1 - adam.Beta2)));
        double correction1 = 1 - Math.Pow(adam.Beta1, step), correction2 = 1 - Math.Pow(adam.Beta2, step);
        weights = (weights - (first / ((second / correction2).sqrt() + adam.Epsilon) * (adam.LearningRate / correction1))).clamp(min: LeastWeight);
        Keep(state.Mean, first);
        Keep(state.Square, second);
        Keep(state.Weights, weights * (tasks / weights.sum()));
    }

    public override void Mask(TaskGradients gradients, FlatParameters mask)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < gradients.Layout.Parameters.Count; i++)
        {
            var spec = gradients.Layout.Parameters[i];
            long count = spec.Count * gradients.Layout.Members;
            gradients.Matrix.Tensor.narrow(2, gradients.Layout.Offset(i), count)
                .mul_(mask.Vector.Tensor.narrow(2, mask.Layout.Offset(mask.Layout.Index(spec.Name)), count));
        }
    }

    public override void Weigh(Matrix rows, Matrix weights, double factor)
    {
        using var scope = NewDisposeScope();
        int tasks = weights.Columns;
        rows.Tensor.view(rows.Members, tasks, -1, rows.Columns).mul_(weights.Tensor.view(1, tasks, 1, 1) * factor);
    }

    // r^α of each task.
    private static Tensor Rates(Matrix? losses, GradNormState state, double asymmetry, bool first)
    {
        if (losses is null || state.FirstLosses is null) return ones_like(Wide(state.Weights));
        if (first) state.FirstLosses.Tensor.copy_(losses.Tensor);
        var shares = Wide(losses) / (Wide(state.FirstLosses) + LossEpsilon);
        return (shares / (shares.mean() + LossEpsilon)).pow(asymmetry);
    }

    private static Tensor Wide(Matrix ofTasks) => ofTasks.Tensor.to(ScalarType.Float64).view(-1);

    private static void Keep(Matrix ofTasks, Tensor values) => ofTasks.Tensor.copy_(values.view(1, 1, -1));
}
