namespace MtrlAkka.Load.Capacity;

/// <summary>One rate that was tried.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Offered">Requests a second that came, as chance had it.</param>
/// <param name="P99">Latency that 99 of 100 requests kept, in milliseconds, counted from when they were due.</param>
/// <param name="Answered">Right answers a second.</param>
/// <param name="Failed">Requests that failed or were not answered.</param>
public sealed record CapacityProbe(double Rate, double Offered, double P99, double Answered, long Failed);

/// <summary>What a search found.</summary>
/// <param name="Rate">The highest rate that kept the limit; 0 where not even the first did.</param>
/// <param name="Bounded">Whether a higher rate was tried that did not keep it.</param>
/// <param name="Probes">All rates that were tried, in order.</param>
public sealed record CapacityFound(double Rate, bool Bounded, IReadOnlyList<CapacityProbe> Probes);

/// <summary>
/// Searches the highest rate that keeps a limit on latency: doubles until it is broken, then halves the gap in proportion. A rate that
/// breaks it is tried a second time, so that one hiccup of the machine does not end the search.
/// </summary>
/// <param name="first">Rate to begin with, requests a second.</param>
/// <param name="most">Rate above which nothing is tried.</param>
/// <param name="p99">The limit, in milliseconds.</param>
/// <param name="precision">The search ends when the gap is at most this share of the rate.</param>
public sealed class CapacitySearch(double first, double most, double p99, double precision)
{
    // So much of what is offered has to be answered, or the rest piles up.
    private const double Answered = 0.97;
    private readonly List<CapacityProbe> _probes = [];

    /// <summary>Searches.</summary>
    /// <param name="probe">Puts a rate on the scenario for a while.</param>
    public async Task<CapacityFound> FindAsync(Func<double, Task<CapacityProbe>> probe)
    {
        double kept = 0, broken = double.PositiveInfinity;
        for (double rate = first; double.IsInfinity(broken) && kept < most; rate = Math.Min(most, 2 * kept))
        {
            if (await KeepsAsync(probe, rate).ConfigureAwait(false)) kept = rate;
            else broken = rate;
        }

        // Where not even the first rate is kept, lower ones are tried down to a hundredth of it.
        double least = kept > 0 ? kept : first / 100;
        while (!double.IsInfinity(broken) && broken - Math.Max(kept, least) > precision * broken)
        {
            double rate = Math.Sqrt(Math.Max(kept, least) * broken);
            if (await KeepsAsync(probe, rate).ConfigureAwait(false)) kept = rate;
            else broken = rate;
        }

        return new CapacityFound(kept, !double.IsInfinity(broken), _probes);
    }

    private async Task<bool> KeepsAsync(Func<double, Task<CapacityProbe>> probe, double rate) =>
        await KeepsOnceAsync(probe, rate).ConfigureAwait(false) || await KeepsOnceAsync(probe, rate).ConfigureAwait(false);

    private async Task<bool> KeepsOnceAsync(Func<double, Task<CapacityProbe>> probe, double rate)
    {
        var tried = await probe(rate).ConfigureAwait(false);
        _probes.Add(tried);
        return tried.Failed == 0 && tried.P99 <= p99 && tried.Answered >= Answered * tried.Offered;
    }
}
