using System.CommandLine;
using MtrlAkka.Cli.Loading;
using MtrlAkka.Load.Faults;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load faults</c>: kills nodes of a cluster at steady load, and tells what that did.</summary>
internal static class LoadFaultsCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var calm = new Option<int>("--calm") { Description = "Seconds without a fault before each one, and behind the last.", DefaultValueFactory = _ => 15 };
        calm.AtLeast(10);
        var output = new Option<string?>("--out") { Description = "Folder for faults.md, and for faults.csv with what a client saw over time." };
        var command = new Command("faults", "Kills the nodes of learner and director, a replay node and a worker of a cluster at steady load: time to recover, what clients saw, what was lost.") { calm, output };
        command.SetAction((parsed, cancel) => RunAsync(TimeSpan.FromSeconds(parsed.GetValue(calm)), parsed.GetValue(output), cancel));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan calm, string? output, CancellationToken cancel)
    {
        using var folder = new LoadFolder();
        var report = await new FaultLoad(folder.Setup(null), calm).RunAsync(Console.Error.WriteLine, cancel);
        foreach (string line in report.Lines()) Console.WriteLine(line);
        if (output is not null) report.Write(output);
        Console.WriteLine(report.Passed ? "passed" : "FAILED");
        return report.Passed ? 0 : Failed;
    }
}
