namespace MtrlAkka.Load.Capacity;

/// <summary>How much of each thing that can be used up was used at the highest rate, as shares of what there is.</summary>
/// <param name="Processor">Of the machine's core time, by all that ran on it.</param>
/// <param name="Network">Of what plain TCP carries over loopback.</param>
/// <param name="Limiter">Of the time, waited for leave of the limiter or of the client's own bound on what is on the way.</param>
/// <param name="Store">Of the time, waited for the disk.</param>
public sealed record ResourceUse(double Processor, double Network, double Limiter, double Store)
{
    /// <summary>What was nearest to its end, and how near.</summary>
    public (string Name, double Share) Bottleneck =>
        ((string, double)[])[("processor", Processor), ("network", Network), ("limiter", Limiter), ("store", Store)] is var all
            ? all.MaxBy(static one => one.Item2)
            : default;
}
