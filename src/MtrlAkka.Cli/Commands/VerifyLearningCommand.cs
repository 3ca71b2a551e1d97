using System.CommandLine;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Learning.Verification;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify learning --golden DIR</c>: computes again what reference implementations recorded of networks, updates and measures.</summary>
internal static class VerifyLearningCommand
{
    private const int MostNamed = 4;

    public static Command Create()
    {
        var golden = new Option<string>("--golden") { Description = "Folder of the golden files; those in folders within it count too.", Required = true };
        var device = Options.Device();
        var json = Options.Json();
        var command = new Command("learning", "Compares networks, updates and measures with golden files; exit code 1 where one differs or is not understood.")
        {
            golden, device, json,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(golden)!;
            var paths = GoldenFiles.In(folder);
            var verifier = new LearningVerifier(Options.ParseDevice(parsed.GetValue(device)!));
            GoldenReport[] reports = [.. paths.Select(path => Verify(verifier, folder, path))];
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { Device = parsed.GetValue(device), Passed = reports.All(static report => report.IsFine), Files = reports });
            else Print(Console.Out, reports);
            return reports.All(static report => report.IsFine) ? 0 : VerifyCommand.Different;
        });
        return command;
    }

    /// <summary>Writes a table of each file, and what they come to.</summary>
    internal static void Print(TextWriter output, IReadOnlyList<GoldenReport> reports)
    {
        var table = new TextTable("file", "compared", ">values", ">float64", ">limit", ">float32", ">limit", "");
        foreach (var report in reports)
        {
            if (report.Lines.Count == 0) table.Add(report.File, report.Kind, "-", "-", "-", "-", "-", Word(report.Outcome));
            for (int i = 0; i < report.Lines.Count; i++)
            {
                var line = report.Lines[i];
                table.Add(
                    i == 0 ? report.File : "",
                    i == 0 ? $"{report.Kind}: {line.Quantity}" : $"  {line.Quantity}",
                    Figures.Count(line.Values),
                    Difference(line.Double),
                    Limit(line.Double),
                    Difference(line.Single),
                    Limit(line.Single),
                    line.Within ? "passed" : "FAILED");
            }
        }

        table.Write(output);
        foreach (var report in reports)
        {
            if (report.Why is { } why) output.WriteLine($"{report.File}: {Word(report.Outcome)}: {why}");
            if (report.Unused.Count > 0) output.WriteLine($"{report.File}: not compared in it: {string.Join(", ", Folded(report.Unused))}");
        }

        int Count(GoldenOutcome outcome) => reports.Count(report => report.Outcome == outcome);
        output.WriteLine(
            $"{Count(GoldenOutcome.Passed)} of {reports.Count - Count(GoldenOutcome.NotCompared)} files passed, {Figures.Count(reports.Sum(static report => report.Values))} values; "
            + $"{Count(GoldenOutcome.Failed)} failed, {Count(GoldenOutcome.NotUnderstood)} not understood, {Count(GoldenOutcome.NotCompared)} are not to be compared");
    }

    // Of many in one folder, the folder and how many.
    private static IEnumerable<string> Folded(IReadOnlyList<string> names) => names.GroupBy(static name => name.Split('/')[0]).SelectMany(
        static group => group.Count() > MostNamed ? [$"{group.Key}/… ({group.Count()})"] : group.AsEnumerable());

    private static GoldenReport Verify(LearningVerifier verifier, string folder, string path)
    {
        GoldenFile file;
        try
        {
            file = GoldenFiles.Read(folder, path, static tensors => [.. SafetensorsFile.Read(tensors).Tensors.Select(Convert)]);
        }
        catch (InvalidDataException error)
        {
            return LearningVerifier.NotUnderstood(GoldenFiles.NameOf(folder, path), error.Message);
        }

        return verifier.Verify(file);
    }

    private static GoldenTensor Convert(NamedTensor tensor) => GoldenTensor.Parse(tensor.Name, tensor.Type.ToString(), tensor.Shape, tensor.Data.Span);

    private static string Difference(GoldenDifference? difference) => difference is null ? "-" : Figures.Error(difference.Difference);

    private static string Limit(GoldenDifference? difference) => difference is null ? "-" : Figures.Error(difference.Limit);

    private static string Word(GoldenOutcome outcome) => outcome switch
    {
        GoldenOutcome.Passed => "passed",
        GoldenOutcome.Failed => "FAILED",
        GoldenOutcome.NotCompared => "not compared",
        _ => "NOT UNDERSTOOD",
    };
}
