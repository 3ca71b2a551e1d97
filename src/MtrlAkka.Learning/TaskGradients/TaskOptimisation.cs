namespace MtrlAkka.Learning;

/// <summary>How the losses of the tasks become one gradient of a network.</summary>
public enum TaskOptimisation
{
    /// <summary>The gradient of their mean.</summary>
    Plain,

    /// <summary>
    /// PCGrad (Yu et al., arXiv 2001.06782, algorithm 1): from each task's gradient what conflicts with another's is taken out,
    /// and the sum is followed. See <see cref="PcGradRule"/>.
    /// </summary>
    PcGrad,

    /// <summary>GradNorm (Chen et al., arXiv 1711.02257): learned weights of the tasks balance the norms of their gradients. See <see cref="GradNormRule"/>.</summary>
    GradNorm,
}
