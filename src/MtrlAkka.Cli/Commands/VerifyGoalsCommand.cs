using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Verification;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify goals --golden FILE</c>: draws a benchmark's goals again and compares them bit for bit.</summary>
internal static class VerifyGoalsCommand
{
    public static Command Create()
    {
        var golden = new Option<string>("--golden") { Description = "File with the goals of a benchmark for a seed.", Required = true };
        var json = Options.Json();
        var command = new Command("goals", "Compares drawn goals with recorded ones; exit code 1 where any differs.") { golden, json };
        command.SetAction(parsed =>
        {
            var (benchmark, seed, order, file) = GoldenFolder.ReadGoals(parsed.GetValue(golden)!);
            var reports = GoalVerifier.Verify(order, seed, task => file[task].ToDoubles());
            bool equal = reports.All(static report => report.Different == 0);
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { Benchmark = benchmark, Seed = seed, Equal = equal, Tasks = reports });
            else Print(Console.Out, benchmark, seed, reports);
            return equal ? 0 : VerifyCommand.Different;
        });
        return command;
    }

    private static void Print(TextWriter output, string benchmark, uint seed, IReadOnlyList<GoalReport> reports)
    {
        var table = new TextTable("task", ">goals", ">different");
        foreach (var report in reports)
            table.Add(report.Task, report.Goals.ToString(CultureInfo.InvariantCulture), report.Different.ToString(CultureInfo.InvariantCulture));
        table.Write(output);
        int different = reports.Sum(static report => report.Different);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{benchmark}, seed {seed}: {reports.Sum(static report => report.Goals)} goals compared, {different} different"));
    }
}
