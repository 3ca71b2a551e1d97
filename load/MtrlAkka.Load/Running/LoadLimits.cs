namespace MtrlAkka.Load.Running;

/// <summary>Bounds of a load.</summary>
/// <param name="Outstanding">Requests under way at once; those that are due beyond it begin later, and their latency counts from when they were due.</param>
/// <param name="Drain">How long to wait for the answers that are still to come when no further request begins.</param>
/// <param name="Interval">Distance of the figures over time.</param>
public sealed record LoadLimits(int Outstanding, TimeSpan Drain, TimeSpan Interval)
{
    /// <summary>What serves most scenarios.</summary>
    public static LoadLimits Default { get; } = new(4096, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
}
