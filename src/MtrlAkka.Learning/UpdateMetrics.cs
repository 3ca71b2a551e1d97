namespace MtrlAkka.Learning;

/// <summary>Means over the updates since the last reading, and the state after the last of them.</summary>
public sealed record UpdateMetrics
{
    /// <summary>Updates that the means are over.</summary>
    public required long Updates { get; init; }

    /// <summary>Mean squared error of the critics; of categorical ones the cross-entropy, summed over them.</summary>
    public required double CriticLoss { get; init; }

    /// <summary>Mean of the critics' values on the batch, of categorical ones the expectations.</summary>
    public required double CriticValue { get; init; }

    /// <summary>Mean of α log π - min Q; the mean of Q where critics are categorical.</summary>
    public required double ActorLoss { get; init; }

    /// <summary>Mean of -log α (log π + target entropy), or of -α (…), whatever the loss is linear in.</summary>
    public required double TemperatureLoss { get; init; }

    /// <summary>Mean of -log π of the actor's samples, in nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>Global norm of the critics' gradient before clipping, after what PCGrad or GradNorm make of it.</summary>
    public required double CriticGradientNorm { get; init; }

    /// <summary>The same of the actor's gradient.</summary>
    public required double ActorGradientNorm { get; init; }

    /// <summary>Norm of the critics' parameters.</summary>
    public required double CriticParameterNorm { get; init; }

    /// <summary>Norm of the actor's parameters.</summary>
    public required double ActorParameterNorm { get; init; }

    /// <summary>Pairs of tasks whose gradients of the critics have a negative cosine, where PCGrad sees to them; else null.</summary>
    public double? CriticConflicts { get; init; }

    /// <summary>The same of the actor's gradients.</summary>
    public double? ActorConflicts { get; init; }

    /// <summary>GradNorm's weight of each task in the critics' loss; empty without GradNorm.</summary>
    public IReadOnlyList<double> CriticTaskWeights { get; init; } = [];

    /// <summary>The same in the actor's loss.</summary>
    public IReadOnlyList<double> ActorTaskWeights { get; init; } = [];

    /// <summary>What treatments did to the actor; null where there are none.</summary>
    public TreatmentCounts? ActorTreatments { get; init; }

    /// <summary>What treatments did to the critics; null where there are none.</summary>
    public TreatmentCounts? CriticTreatments { get; init; }

    /// <summary>Temperature of each task, or the one that all share.</summary>
    public required IReadOnlyList<double> Temperatures { get; init; }

    /// <summary>What the rewards of each task are divided by, infinite before its first return; empty where they are not normalised.</summary>
    public required IReadOnlyList<double> RewardDivisors { get; init; }
}
