using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Capacity;

/// <summary>What a scenario bears under a limit on its latency.</summary>
/// <param name="Found">The highest rate.</param>
/// <param name="Use">What was used at the rate that broke the limit or, where none did, at the highest.</param>
public sealed record CapacityReport(CapacityFound Found, ResourceUse Use);

/// <summary>Searches the highest rate of a scenario, and what keeps it from a higher one.</summary>
/// <param name="scenario">The scenario, prepared.</param>
/// <param name="p99">Latency that 99 of 100 requests have to keep, in milliseconds.</param>
/// <param name="lasting">How long each rate is tried.</param>
public sealed class ScenarioCapacity(PeerScenario scenario, double p99, TimeSpan lasting)
{
    private const double First = 1, Most = 1e6, Precision = 0.05, WarmUp = 0.25;
    private ResourceUse _last = new(0, 0, 0, 0);

    /// <summary>Searches.</summary>
    /// <param name="floors">What the machine does without this program.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<CapacityReport> FindAsync(MachineFloors floors, CancellationToken stop)
    {
        // What waiting clients get through is about where the search has to begin.
        var busy = (await new ClosedModel(scenario, scenario.Clients, WarmUp * lasting, lasting, LoadLimits.Default).RunAsync(stop).ConfigureAwait(false)).Counted.Single();
        var found = await new CapacitySearch(Math.Max(First, busy.Answered / 4), Most, p99, Precision).FindAsync(rate => ProbeAsync(rate, floors, stop)).ConfigureAwait(false);
        return new CapacityReport(found, _last);
    }

    private async Task<CapacityProbe> ProbeAsync(double rate, MachineFloors floors, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var watch = new ResourceWatch();
        var result = await ScenarioRunner.OpenAsync(scenario, LoadProfile.Steady(rate, WarmUp * lasting, lasting), stop).ConfigureAwait(false);
        var steady = result.Counted.Single();
        var (busy, disk) = watch.Shares();
        // Time that requests spent before they began to be served, where neither processor nor network was in their way, is time for leave.
        double idle = Math.Max(0, 1 - busy - disk), waited = steady.Latency.P50 > 0 ? Math.Clamp(1 - (p99 / Math.Max(p99, steady.Latency.P99)), 0, 1) : 0;
        _last = new ResourceUse(busy, steady.Bytes / floors.Tcp, idle * waited, disk);
        return new CapacityProbe(rate, steady.Offered, steady.Latency.P99, steady.Answered, steady.Failed + steady.Unanswered + result.Violations.Count);
    }
}
