using System.Diagnostics;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Loading;

/// <summary>Measures the machine's floors, then scenarios one after the other, and tells each as soon as it is done.</summary>
internal static class LoadSession
{
    public static async Task<LoadReport> RunAsync(LoadSetup setup, IReadOnlyList<string> names, RunPlan plan, TextWriter output, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var machine = LoadMachine.Here();
        var floors = await FloorsAsync(setup, plan, stop).ConfigureAwait(false);
        LoadSummary.Write(output, machine, floors);
        List<ScenarioReport> reports = [];
        foreach (string name in names)
        {
            await using var scenario = ScenarioCatalog.Create(name, setup);
            reports.Add(await new ScenarioRunner(plan).RunAsync(scenario, stop).ConfigureAwait(false));
            LoadSummary.Write(output, reports[^1]);
        }

        return new LoadReport(machine, floors, reports, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The machine's floors, to another process of this program.</summary>
    public static async Task<MachineFloors> FloorsAsync(LoadSetup setup, RunPlan plan, CancellationToken stop)
    {
        var run = new LoadRun("quick", [], setup.NewFolder("floors"));
        await using var cluster = await LoadCluster.StartAsync(setup, [new PeerSpec(run, [LoadPeer.Replay])], stop).ConfigureAwait(false);
        return await MachineFloors.MeasureAsync(setup, cluster, plan.Floor, stop).ConfigureAwait(false);
    }
}
