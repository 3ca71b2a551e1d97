using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Loading;
using MtrlAkka.Load.Capacity;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load capacity</c>: the highest rate that keeps a limit, and what keeps it from a higher one.</summary>
internal static class LoadCapacityCommand
{
    private const int NotBorne = 1;

    public static Command Create()
    {
        var name = ScenarioArgument.Create();
        var p99 = new Option<double>("--p99") { Description = "Milliseconds that 99 of 100 requests have to keep, counted from when they were due.", Required = true };
        p99.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, CultureInfo.InvariantCulture, out double value) && value > 0)) result.AddError($"--p99 {token.Value}: it is a number of milliseconds above 0");
        });
        var seconds = new Option<int>("--seconds") { Description = "How long each rate is tried.", DefaultValueFactory = _ => 5 };
        seconds.AtLeast(1);
        var mujoco = Options.MuJoCo();
        var command = new Command("capacity", "Searches the highest rate that keeps a limit on latency, and names the bottleneck.") { name, p99, seconds, mujoco };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(name)!, parsed.GetValue(p99), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(mujoco), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string name, double p99, TimeSpan lasting, string? mujoco, CancellationToken cancel)
    {
        using var folder = new LoadFolder();
        var setup = folder.Setup(mujoco);
        var floors = await LoadSession.FloorsAsync(setup, RunPlan.Short, cancel);
        await using var scenario = ScenarioCatalog.Create(name, setup);
        await scenario.PrepareAsync(cancel);
        var report = await new ScenarioCapacity(scenario, p99, lasting).FindAsync(floors, cancel);
        foreach (var probe in report.Found.Probes) Print($"  {probe.Rate,12:N1} requests/s: p99 {probe.P99,10:0.00} ms, {probe.Answered:N1} answered, {probe.Failed} failed");
        var (use, bottleneck) = (report.Use, report.Use.Bottleneck);
        Print($"{name}: {report.Found.Rate:N1} requests/s keep p99 within {p99:0.##} ms");
        Print($"bottleneck: {bottleneck.Name} ({bottleneck.Share:P0}); processor {use.Processor:P0}, network {use.Network:P0}, limiter {use.Limiter:P0}, store {use.Store:P0}");
        return report.Found.Rate > 0 ? 0 : NotBorne;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
