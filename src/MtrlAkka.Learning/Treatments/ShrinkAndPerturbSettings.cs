namespace MtrlAkka.Learning;

/// <summary>Settings of shrink and perturb (<see cref="ShrinkAndPerturb"/>).</summary>
public sealed record ShrinkAndPerturbSettings
{
    /// <summary>Updates from one to the next; 0: none.</summary>
    public long Interval { get; init; }

    /// <summary>λ: what is kept of the parameters.</summary>
    public double Keep { get; init; } = 0.5;
}
