using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Loading;
using MtrlAkka.Load.Gate;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load gate</c>: measures all scenarios and holds their ratios to those that are kept.</summary>
internal static class LoadGateCommand
{
    private const int Worse = 1;

    public static Command Create()
    {
        var baseline = new Option<string>("--baseline") { Description = "The file of the ratios that are kept.", DefaultValueFactory = _ => "load/baseline.json" };
        var keep = new Option<bool>("--keep") { Description = "Keep what is measured now instead." };
        var mujoco = Options.MuJoCo();
        var command = new Command("gate", "Measures all scenarios briefly, and fails where a figure is a worse share of its floor than the kept one by more than its band.") { baseline, keep, mujoco };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(baseline)!, parsed.GetValue(keep), parsed.GetValue(mujoco), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool keep, string? mujoco, CancellationToken cancel)
    {
        // A file that cannot be used is told before minutes of measuring.
        var kept = keep ? null : LoadBaseline.Read(file);
        using var folder = new LoadFolder();
        var report = await LoadSession.RunAsync(folder.Setup(mujoco), ScenarioCatalog.Names, RunPlan.Short, Console.Out, cancel);
        if (kept is null)
        {
            LoadBaseline.Of(report).Write(file);
            Console.WriteLine($"kept {report.Ratios.Count} ratios in {file}");
            return report.Passed ? 0 : Worse;
        }

        var worse = kept.Worse(report.Ratios);
        foreach (string line in worse) Console.WriteLine($"worse: {line}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kept.Ratios.Count - worse.Count} of {kept.Ratios.Count} ratios within their bands; scenarios {(report.Passed ? "passed" : "FAILED")}"));
        return worse.Count == 0 && report.Passed ? 0 : Worse;
    }
}
