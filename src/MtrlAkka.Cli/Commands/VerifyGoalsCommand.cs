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
            // What MT10 needs every version has; a task that is missing there is an error and no gap.
            var comparable = benchmark == Benchmarks.MT10.Name ? order : GoalVerifier.Comparable(order);
            string[] skipped = [.. order.Skip(comparable.Count)];
            if (comparable.Count == 0)
                throw new InvalidDataException($"the goals of {benchmark} cannot be drawn: its first task, {order[0]}, is not among those built here, and all others follow from it");
            var reports = GoalVerifier.Verify(comparable, seed, task => file[task].ToDoubles());
            bool equal = reports.All(static report => report.Different == 0);
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { Benchmark = benchmark, Seed = seed, Equal = equal, Tasks = reports, Skipped = skipped });
            else Print(Console.Out, benchmark, seed, reports, skipped);
            return equal ? 0 : VerifyCommand.Different;
        });
        return command;
    }

    private static void Print(TextWriter output, string benchmark, uint seed, IReadOnlyList<GoalReport> reports, string[] skipped)
    {
        var table = new TextTable("task", ">goals", ">different");
        foreach (var report in reports)
            table.Add(report.Task, report.Goals.ToString(CultureInfo.InvariantCulture), report.Different.ToString(CultureInfo.InvariantCulture));
        table.Write(output);
        if (skipped.Length > 0)
            output.WriteLine($"skipped, because this version lacks {skipped[0]} and all that follow are drawn after it: {string.Join(", ", skipped)}");
        int different = reports.Sum(static report => report.Different);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{benchmark}, seed {seed}: {reports.Sum(static report => report.Goals)} goals compared, {different} different"));
    }
}
