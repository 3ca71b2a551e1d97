namespace MtrlAkka.Load.Running;

/// <summary>How long the parts of a scenario's measurement are.</summary>
/// <param name="First">Before the first figures count: until the processes' code is compiled for speed.</param>
/// <param name="WarmUp">Before figures count, each further time.</param>
/// <param name="Lasting">Each of the two models.</param>
/// <param name="Share">Each sixth of an overload; zero leaves it out.</param>
/// <param name="Floor">Each floor.</param>
public sealed record RunPlan(TimeSpan First, TimeSpan WarmUp, TimeSpan Lasting, TimeSpan Share, TimeSpan Floor)
{
    /// <summary>All scenarios within five minutes on two cores.</summary>
    public static RunPlan Short { get; } = new(
        TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2.2), TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(0.3));

    /// <summary>For figures that are kept.</summary>
    public static RunPlan Long { get; } = new(
        TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5));
}
