namespace MtrlAkka.Learning;

/// <summary>
/// The small arithmetic of soft actor-critic between the networks' passes. Rows are grouped by task; row quantities are
/// [1, rows, 1], temperatures [1, 1, tasks], as are the tasks' weights, which may be null where all weigh 1. Losses are
/// added into <c>metrics</c> [1, 1, <see cref="Metric.Count"/>].
/// </summary>
internal abstract class SacKernels
{
    /// <summary>
    /// Reparameterised action of a tanh-squashed diagonal Gaussian (Haarnoja et al., arXiv 1812.05905, appendix C):
    /// action = tanh(mean + std · noise), clipped to ±(1 - machine epsilon), and its log-probability.
    /// </summary>
    /// <param name="output">[1, rows, 2 · size]: mean, log std before clipping.</param>
    /// <param name="noise">[1, rows, size], standard normal.</param>
    /// <param name="action">[1, rows, size], filled; its rows may lie apart.</param>
    /// <param name="logProbability">[1, rows, 1], filled.</param>
    /// <param name="bounds">Range that log std is clipped to.</param>
    public abstract void Sample(Matrix output, Matrix noise, Matrix action, Matrix logProbability, (double Low, double High) bounds);

    /// <summary>Weights of the tasks: T softmax(-log α).</summary>
    public abstract void TaskWeights(Matrix logAlpha, Matrix weights);

    /// <summary>
    /// Critic loss: the mean over critics and rows of weight (Q - y)², y = reward + (1 - terminated) γ (min target Q - α log π).
    /// Fills the gradient with respect to <paramref name="q"/> [critics, rows, 1], and where asked for the loss of each task, the
    /// mean over its own rows, <paramref name="taskLosses"/> [1, 1, tasks].
    /// </summary>
    public abstract void CriticLoss(
        Matrix q, Matrix targetQ, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, Matrix? weights,
        double gamma, double rewardScale, Matrix gradient, Matrix metrics, Matrix? taskLosses = null);

    /// <summary>Actor loss: the mean over rows of weight (α log π - min Q). Fills the gradient with respect to <paramref name="q"/>: -weight/rows at the least critic.</summary>
    public abstract void ActorLoss(Matrix q, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics);

    /// <summary>The actor loss's gradient with respect to the network's output, from that with respect to the action, summed over critics [critics, rows, size].</summary>
    public abstract void SampleBackward(
        Matrix output, Matrix noise, Matrix actionGradient, Matrix logAlpha, Matrix? weights, (double Low, double High) bounds, Matrix outputGradient);

    /// <summary>Temperature loss: the mean over rows of -t (log π + target entropy), t = log α or α. Fills the gradient with respect to log α, [1, 1, tasks].</summary>
    public abstract void TemperatureLoss(
        TemperatureLoss loss, Matrix logProbability, Matrix logAlpha, double targetEntropy, Matrix gradient, Matrix metrics);
}
