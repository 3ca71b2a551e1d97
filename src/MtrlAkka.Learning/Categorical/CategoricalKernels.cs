namespace MtrlAkka.Learning;

/// <summary>
/// The arithmetic of a critic whose output row is the logits of a distribution over values (arXiv 1707.06887, section 4.1), in the soft
/// form of BRC (arXiv 2505.23150): targets are the mixture of the ensemble's members, not their least, and the loss is the
/// cross-entropy. Logits are [members, rows, bins]; rows are grouped by task; row quantities are [1, rows, 1], log
/// temperatures [1, 1, tasks], or [1, 1, 1] where tasks share one; the tasks' weights are [1, 1, tasks], and may be null where all
/// weigh 1. Losses are added into <c>metrics</c> [1, 1, <see cref="Metric.Count"/>].
/// </summary>
internal abstract class CategoricalKernels
{
    /// <summary>Keeps the support.</summary>
    protected CategoricalKernels(CategoricalSupport support)
    {
        support.Validate();
        Support = support;
    }

    /// <summary>Values z that the bins stand for.</summary>
    public CategoricalSupport Support { get; }

    /// <summary>
    /// The distribution that a critic learns. With p = mean over members of softmax(logits), each p_j moves to
    /// t_j = clip(scale · reward + γ (1 - terminated)(z_j - α log π), ±limit), at place b = (t_j + limit) / spacing among the bins,
    /// and is shared by the two bins beside it: 1 - (b - floor b) to the lower, b - floor b to the upper; on a bin all goes there.
    /// The place is clipped to [0, bins - 1], so rounding loses no probability at the ends.
    /// </summary>
    /// <param name="logits">Of the target critics at the next observation and action.</param>
    /// <param name="nextLogProbability">log π of the next action.</param>
    /// <param name="rewards">Of the step before that observation.</param>
    /// <param name="terminated">1 where nothing follows, else 0.</param>
    /// <param name="logAlpha">Log temperatures.</param>
    /// <param name="gamma">Discount.</param>
    /// <param name="rewardScale">Factor on rewards.</param>
    /// <param name="target">[1, rows, bins], filled; each row sums to one.</param>
    public abstract void Target(
        Matrix logits, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, double gamma, double rewardScale,
        Matrix target);

    /// <summary>
    /// Critic loss: the sum over members of the mean over rows of -weight Σ_j target_j log softmax(logits)_j.
    /// Fills the gradient with respect to <paramref name="logits"/>: weight (softmax(logits) - target) / rows. Where asked for also the loss of each
    /// task, the same over its own rows, <paramref name="taskLosses"/> [1, 1, tasks].
    /// </summary>
    public abstract void CriticLoss(Matrix logits, Matrix target, Matrix? weights, Matrix gradient, Matrix metrics, Matrix? taskLosses = null);

    /// <summary>
    /// Actor loss: the mean over rows of weight (α log π - Q), Q the mean over members of v = Σ_j z_j softmax(logits)_j.
    /// Fills the gradient with respect to <paramref name="logits"/>: -weight softmax(logits)_j (z_j - v) / (members · rows).
    /// </summary>
    public abstract void ActorLoss(Matrix logits, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics);

    /// <summary>Fills <paramref name="values"/> [1, rows, 1] with Q, the mean over members of Σ_j z_j softmax(logits)_j.</summary>
    public abstract void Expectation(Matrix logits, Matrix values);
}
