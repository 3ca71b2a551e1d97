using System.CommandLine;
using MtrlAkka.Cli.Loading;
using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load profile</c>: one scenario under a rate over time of the user's own.</summary>
internal static class LoadProfileCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var scenario = ScenarioArgument.Create();
        var profile = new Argument<string>("profile") { Description = "Rates over time, with commas: \"warm-up 50/s 5s, 50..500/s 20s, spike 1000/s 2s, 50/s 10s\"." };
        profile.Validators.Add(static result =>
        {
            try
            {
                LoadProfile.Parse(result.Tokens[0].Value);
            }
            catch (FormatException error)
            {
                result.AddError(error.Message);
            }
        });
        var output = new Option<string?>("--out") { Description = "Folder for the report: load.html, load.csv, load.json." };
        var mujoco = Options.MuJoCo();
        var command = new Command("profile", "Puts one scenario under a constant rate, ramps and spikes; latency counts from when a request was due.") { scenario, profile, output, mujoco };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(scenario)!, LoadProfile.Parse(parsed.GetValue(profile)!), parsed.GetValue(output), parsed.GetValue(mujoco), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string name, LoadProfile profile, string? output, string? mujoco, CancellationToken cancel)
    {
        using var folder = new LoadFolder();
        var machine = LoadMachine.Here();
        await using var scenario = ScenarioCatalog.Create(name, folder.Setup(mujoco));
        await scenario.PrepareAsync(cancel);
        var result = await ScenarioRunner.OpenAsync(scenario, profile, cancel);
        LoadSummary.Write(Console.Out, machine, null);
        LoadSummary.Write(Console.Out, result, scenario.Unit);
        if (output is not null)
        {
            ReportFiles.Write(output, machine, result, scenario.Unit);
            Console.WriteLine($"the report is in {Path.GetFullPath(output)}: load.html, load.csv, load.json");
        }

        return result.Passed ? 0 : Failed;
    }
}
