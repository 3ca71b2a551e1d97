using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Verification;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify environments --golden DIR</c>: replays recorded rollouts and shows how far this project's are from them.</summary>
internal static class VerifyEnvironmentsCommand
{
    private const double Tolerance = 1e-8;
    private const double Near = 1e-4;
    private const int StepsApart = 2;

    public static Command Create()
    {
        var golden = new Option<string>("--golden") { Description = "Folder with a golden file of each task.", Required = true };
        var mujoco = Options.MuJoCo();
        var assets = Options.Assets();
        var tasks = Options.Tasks();
        var reward = Options.Reward();
        var tolerance = new Option<double>("--tolerance") { Description = "Largest error that counts as equal.", DefaultValueFactory = _ => Tolerance };
        var json = Options.Json();
        var command = new Command("environments", "Replays golden files; exit code 1 where an error is beyond tolerance.")
        {
            golden, mujoco, assets, tasks, reward, tolerance, json,
        };
        command.SetAction(parsed =>
        {
            var version = RewardVersionNames.Parse(parsed.GetValue(reward)!);
            var folder = new GoldenFolder(parsed.GetValue(golden)!, Options.Listed(parsed.GetValue(tasks)), version);
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            double allowed = parsed.GetValue(tolerance);
            var verifier = new GoldenRolloutVerifier(library, parsed.GetValue(assets), allowed) { Reward = version };
            RolloutReport[] reports = [.. folder.Tasks.SelectMany(task => verifier.Verify(folder.Read(task)))];
            bool within = reports.All(static report => report.Within);
            if (parsed.GetValue(json))
                JsonText.Write(Console.Out, new { MujocoVersion = library.Version, RewardVersion = version.Name(), Tolerance = allowed, Within = within, Rollouts = reports, folder.Unknown });
            else
                Print(Console.Out, reports, folder.Unknown, library, version, allowed);
            return within ? 0 : VerifyCommand.Different;
        });
        return command;
    }

    /// <summary>Writes the table and what it comes to.</summary>
    internal static void Print(TextWriter output, IReadOnlyList<RolloutReport> reports, IReadOnlyList<string> unknown, MuJoCoLibrary library, RewardVersion reward, double tolerance)
    {
        var table = new TextTable(
            "task", "rollout", ">steps", ">observation", ">reward", ">action", ">success differs", ">first beyond", ">first success here", ">recorded");
        foreach (var report in reports)
        {
            table.Add(
                report.Task,
                report.Rollout,
                Number(report.Steps),
                Figures.Error(report.ObservationError),
                Figures.Error(report.RewardError),
                Figures.Error(report.ActionError),
                Number(report.SuccessMismatches),
                Number(report.FirstStepBeyond),
                Number(report.FirstSuccess),
                Number(report.GoldenFirstSuccess));
        }

        table.Write(output);
        if (unknown.Count > 0) output.WriteLine($"{unknown.Count} tasks of the folder are not known to this version: {string.Join(", ", unknown)}");
        int beyond = reports.Count(static report => !report.Within);
        output.WriteLine($"MuJoCo {library.Version}, rewards {reward.Name()}: {reports.Count - beyond} of {reports.Count} rollouts within {Figures.Error(tolerance)}");
        RolloutReport[] solving = [.. reports.Where(static report => report.Rollout is "scripted" or "noisy")];
        int together = solving.Count(static report => SucceedsWith(report));
        RolloutReport[] scripted = [.. reports.Where(static report => report.Rollout == "scripted")];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first success within {StepsApart} steps of the recorded one on {together} of {solving.Length} scripted and noisy rollouts; {scripted.Count(static report => report.ObservationError <= Near)} of {scripted.Length} tasks within {Near:0e+0} over the whole scripted rollout"));
    }

    private static bool SucceedsWith(RolloutReport report) => report.FirstSuccess < 0 || report.GoldenFirstSuccess < 0
        ? report.FirstSuccess == report.GoldenFirstSuccess
        : Math.Abs(report.FirstSuccess - report.GoldenFirstSuccess) <= StepsApart;

    private static string Number(int value) => value < 0 ? "-" : value.ToString(CultureInfo.InvariantCulture);
}
