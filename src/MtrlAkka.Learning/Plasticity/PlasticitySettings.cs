namespace MtrlAkka.Learning.Plasticity;

/// <summary>What is measured of a learner's plasticity, and how often.</summary>
public sealed record PlasticitySettings
{
    /// <summary>Updates between measurements; 0: none.</summary>
    public long Interval { get; init; }

    /// <summary>Largest score of a dormant unit (the paper's tau).</summary>
    public double DormantThreshold { get; init; } = 0.1;

    /// <summary>Measurements in a row that a unit must have been dormant in to count as one that does not come back.</summary>
    public int DormantStreak { get; init; } = 10;

    /// <summary>Whether to compute the ranks of the activations.</summary>
    public bool SRank { get; init; } = true;

    /// <summary>Updates between probes, a multiple of <see cref="Interval"/>; 0: none.</summary>
    public long ProbeInterval { get; init; }

    /// <summary>Steps of a probe.</summary>
    public int ProbeSteps { get; init; } = 100;
}
