namespace MtrlAkka.Learning;

/// <summary>
/// What the reference implementation of arXiv 2503.05126 does otherwise than the papers where each task has a loss of its own.
/// Its figures can only be reproduced with the same faults, so they can be asked for, but by no configuration.
/// </summary>
internal sealed record ReferenceFaults
{
    /// <summary>The critics' targets take the policy's actions at the observations instead of the next ones.</summary>
    public bool NextActionsAtObservations { get; init; }

    /// <summary>The tasks' weights by temperature leave the actor's loss as it is.</summary>
    public bool UnweightedActor { get; init; }

    /// <summary>PCGrad projects a gradient on itself too, adds 1e-8 to the squared norm that it divides by, and takes the mean.</summary>
    public bool PcGrad { get; init; }

    /// <summary>GradNorm takes norms over all parameters, the tasks' own among them, and follows the weighted sum.</summary>
    public bool GradNorm { get; init; }

    /// <summary>GradNorm lets the gradient of the weights flow through the norms' targets.</summary>
    public bool GradNormTargetsMove { get; init; }
}
