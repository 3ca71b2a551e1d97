using System.Diagnostics;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>Puts a scenario under all its loads, one after the other: floors, clients that wait, half of what they got through at a constant rate, and an overload.</summary>
/// <param name="plan">How long each is.</param>
public sealed class ScenarioRunner(RunPlan plan)
{
    private const double Half = 0.5, Few = 4;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it.</summary>
    /// <param name="scenario">The scenario, not prepared.</param>
    /// <param name="stop">Begins nothing further.</param>
    public async Task<ScenarioReport> RunAsync(PeerScenario scenario, CancellationToken stop)
    {
        await scenario.PrepareAsync(stop).ConfigureAwait(false);
        var closed = await new ClosedModel(scenario, scenario.Clients, plan.First, plan.Lasting, LoadLimits.Default).RunAsync(stop).ConfigureAwait(false);
        var floors = scenario.MeasureFloors(plan.Floor);
        double capacity = Math.Max(1, closed.Counted.Single().Answered);
        var open = await OpenAsync(scenario, LoadProfile.Steady(Half * capacity, plan.WarmUp, plan.Lasting), stop).ConfigureAwait(false);
        var overload = plan.Share > TimeSpan.Zero ? await OverloadAsync(scenario, capacity, stop).ConfigureAwait(false) : null;
        var notes = await scenario.NotesAsync(stop).ConfigureAwait(false);
        return new ScenarioReport(scenario.Name, scenario.Description, scenario.Unit, closed, open, overload, floors, notes);
    }

    /// <summary>Puts a rate on a scenario as independent clients would.</summary>
    /// <param name="scenario">The scenario, prepared.</param>
    /// <param name="profile">The rate.</param>
    /// <param name="stop">Begins no further request.</param>
    public static async Task<Results.LoadResult> OpenAsync(IScenario scenario, LoadProfile profile, CancellationToken stop)
    {
        using var model = new OpenModel(scenario, profile, new ArrivalSchedule(profile, Arrivals.Poisson, 0), LoadLimits.Default);
        return await model.RunAsync(stop).ConfigureAwait(false);
    }

    // Long enough for some requests at half of capacity, or there is nothing to compare with.
    private TimeSpan ShareOf(double capacity) => TimeSpan.FromSeconds(Math.Max(plan.Share.TotalSeconds, Few / (Half * capacity)));

    private async Task<OverloadReport> OverloadAsync(PeerScenario scenario, double capacity, CancellationToken stop)
    {
        using var ending = new CancellationTokenSource();
        var watching = WatchMemoryAsync(scenario.Cluster, ending.Token);
        var result = await OpenAsync(scenario, LoadProfile.Overload(capacity, ShareOf(capacity)), stop).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        return new OverloadReport(result, await watching.ConfigureAwait(false));
    }

    private static async Task<IReadOnlyList<MemorySample>> WatchMemoryAsync(LoadCluster cluster, CancellationToken stop)
    {
        List<MemorySample> samples = [];
        long begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Glance);
        try
        {
            do samples.Add(new MemorySample(Stopwatch.GetElapsedTime(begun).TotalSeconds, cluster.Resident));
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        return samples;
    }
}
