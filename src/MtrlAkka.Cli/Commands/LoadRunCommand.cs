using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Loading;
using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load list</c>, <c>load run</c> and <c>load all</c>.</summary>
internal static class LoadRunCommand
{
    private const int Failed = 1;

    public static Command CreateList()
    {
        var command = new Command("list", "Lists the scenarios.");
        command.SetAction((_, _) =>
        {
            using var folder = new LoadFolder();
            foreach (string name in ScenarioCatalog.Names) Console.WriteLine($"{name,-18} {ScenarioCatalog.Create(name, folder.Setup(null)).Description}");
            return Task.FromResult(0);
        });
        return command;
    }

    public static Command CreateRun()
    {
        var scenario = ScenarioArgument.Create();
        return Create("run", "Puts one scenario under load, beside its floors.", scenario);
    }

    public static Command CreateAll() => Create("all", "Puts all scenarios under load, one after the other, beside their floors.", null);

    private static Command Create(string name, string description, Argument<string>? scenario)
    {
        var brief = new Option<bool>("--short") { Description = "Seconds for each load instead of a minute for each scenario." };
        var output = new Option<string?>("--out") { Description = "Folder for the report: load.md, load.html, load.csv, load.json." };
        var mujoco = Options.MuJoCo();
        var command = new Command(name, description) { brief, output, mujoco };
        if (scenario is not null) command.Add(scenario);
        command.SetAction((parsed, cancel) => RunAsync(
            scenario is null ? ScenarioCatalog.Names : [parsed.GetValue(scenario)!],
            parsed.GetValue(brief) ? RunPlan.Short : RunPlan.Long, parsed.GetValue(mujoco), parsed.GetValue(output), cancel));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> names, RunPlan plan, string? mujoco, string? output, CancellationToken cancel)
    {
        using var folder = new LoadFolder();
        var report = await LoadSession.RunAsync(folder.Setup(mujoco), names, plan, Console.Out, cancel);
        if (output is not null)
        {
            ReportFiles.Write(output, report);
            Console.WriteLine($"the report is in {Path.GetFullPath(output)}: load.md, load.html, load.csv, load.json");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(report.Passed ? "passed" : "FAILED")} in {report.Seconds:0} s"));
        return report.Passed ? 0 : Failed;
    }
}
