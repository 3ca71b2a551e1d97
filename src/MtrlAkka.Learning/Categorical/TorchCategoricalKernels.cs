using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A categorical critic's arithmetic as tensor operations, on any device. The projection is a weighted sum over all pairs of
/// bins, so that no order of additions is left to chance; it takes memory for rows · bins² numbers while it runs.
/// </summary>
internal sealed class TorchCategoricalKernels(CategoricalSupport support) : CategoricalKernels(support)
{
    public override void Target(
        Matrix logits, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, double gamma, double rewardScale,
        Matrix target)
    {
        using var scope = NewDisposeScope();
        int rows = logits.Rows, bins = Support.Bins;
        var mixture = logits.Tensor.softmax(2).mean([0]).view(rows, bins, 1);
        var bonus = OverRows(logAlpha.Tensor.exp(), rows) * nextLogProbability.Tensor;
        var place = (Values(logits.Tensor) - bonus).mul_((1 - terminated.Tensor) * gamma).add_(rewards.Tensor * rewardScale);
        place.clamp_(-Support.Limit, Support.Limit).add_(Support.Limit).div_(Support.Spacing).clamp_(0, bins - 1);
        var bin = arange(bins, dtype: place.dtype, device: place.device).view(1, 1, bins);
        // Both shares of a place b are 1 - |b - bin|, where that is above 0.
        var distance = place.view(rows, bins, 1) - bin;
        var shares = minimum(distance, -distance).add_(1).clamp_(min: 0).mul_(mixture);
        target.Tensor.copy_(shares.sum(1).view(1, rows, bins));
    }

    public override void CriticLoss(Matrix logits, Matrix target, Matrix? weights, Matrix gradient, Matrix metrics, Matrix? taskLosses = null)
    {
        using var scope = NewDisposeScope();
        var log = logits.Tensor.log_softmax(2);
        var probability = log.exp();
        var losses = Weighted(log * target.Tensor, weights);
        Add(metrics, Metric.CriticLoss, losses.sum() / -logits.Rows);
        taskLosses?.Tensor.copy_(losses.view(logits.Members, taskLosses.Columns, -1).sum([0, 2]).view(1, 1, -1) * (-(double)taskLosses.Columns / logits.Rows));
        Add(metrics, Metric.CriticValue, (probability * Values(log)).sum(2).mean());
        gradient.Tensor.copy_(Weighted(probability - target.Tensor, weights) / logits.Rows);
    }

    public override void ActorLoss(Matrix logits, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics)
    {
        using var scope = NewDisposeScope();
        var (probability, values) = (logits.Tensor.softmax(2), Values(logits.Tensor));
        var each = (probability * values).sum(2, keepdim: true);
        gradient.Tensor.copy_(Weighted(probability * (values - each), weights) / (-logits.Members * logits.Rows));
        Add(metrics, Metric.ActorLoss, Weighted((OverRows(logAlpha.Tensor.exp(), logits.Rows) * logProbability.Tensor) - each, weights).mean());
        Add(metrics, Metric.Entropy, -logProbability.Tensor.mean());
    }

    public override void Expectation(Matrix logits, Matrix values)
    {
        using var scope = NewDisposeScope();
        values.Tensor.copy_((logits.Tensor.softmax(2) * Values(logits.Tensor)).sum(2, keepdim: true).mean([0], keepdim: true));
    }

    private Tensor Values(Tensor like) =>
        linspace(-Support.Limit, Support.Limit, Support.Bins, dtype: like.dtype, device: like.device).view(1, 1, -1);

    // [1, 1, tasks] to [1, rows, 1].
    private static Tensor OverRows(Tensor ofTasks, int rows)
    {
        long tasks = ofTasks.shape[2];
        return ofTasks.view(1, tasks, 1).expand(1, tasks, rows / tasks).reshape(1, rows, 1);
    }

    private static Tensor Weighted(Tensor rows, Matrix? weights) =>
        weights is null ? rows : rows * OverRows(weights.Tensor, (int)rows.shape[1]);

    private static void Add(Matrix metrics, int place, Tensor value) => metrics.Tensor.view(-1).narrow(0, place, 1).add_(value);
}
