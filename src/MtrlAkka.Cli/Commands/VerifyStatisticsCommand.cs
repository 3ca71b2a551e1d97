using System.CommandLine;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify statistics --golden FILE</c>: computes again what rliable made of given scores.</summary>
internal static class VerifyStatisticsCommand
{
    public static Command Create()
    {
        var golden = new Option<string>("--golden") { Description = "File with scores and what rliable made of them.", Required = true };
        var json = Options.Json();
        var command = new Command("statistics", "Compares the statistics of reports with rliable's; exit code 1 where one differs or is not understood.") { golden, json };
        command.SetAction(parsed =>
        {
            var report = Verify(parsed.GetValue(golden)!);
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { Passed = report.IsFine, StatisticsVerifier.Tolerance, report.Comparisons, report.Unused });
            else Print(Console.Out, report);
            return report.IsFine ? 0 : VerifyCommand.Different;
        });
        return command;
    }

    /// <summary>Writes a line for each figure, and what they come to.</summary>
    internal static void Print(TextWriter output, StatisticsReport report)
    {
        var table = new TextTable("scores", "figure", ">values", ">largest error", ">limit", "");
        string? last = null;
        foreach (var line in report.Comparisons)
        {
            table.Add(
                line.Scores == last ? "" : line.Scores, line.Figure, Figures.Count(line.Values), Figures.Error(line.Error), Figures.Error(StatisticsVerifier.Tolerance),
                line.Within ? "passed" : "FAILED");
            last = line.Scores;
        }

        table.Write(output);
        if (report.Unused.Count > 0) output.WriteLine($"not understood in it: {string.Join(", ", report.Unused)}");
        int passed = report.Comparisons.Count(static line => line.Within);
        output.WriteLine($"{passed} of {report.Comparisons.Count} figures passed, {Figures.Count(report.Comparisons.Sum(static line => line.Values))} values");
    }

    private static StatisticsReport Verify(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"there is no file {path}: --golden names a golden file of statistics");
        try
        {
            return StatisticsVerifier.Verify(SafetensorsFile.Read(path));
        }
        catch (InvalidDataException error) when (!error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
