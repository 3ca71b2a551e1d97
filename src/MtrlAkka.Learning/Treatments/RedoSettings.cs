namespace MtrlAkka.Learning;

/// <summary>Settings of ReDo (<see cref="UnitRecycling"/>).</summary>
public sealed record RedoSettings
{
    /// <summary>Updates between recyclings; 0: none.</summary>
    public long Interval { get; init; }

    /// <summary>Largest score of a dormant unit: the paper's τ.</summary>
    public double Threshold { get; init; } = 0.1;
}
