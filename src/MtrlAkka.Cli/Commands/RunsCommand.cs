using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>runs</c>: what runs there are and how far they are.</summary>
internal static class RunsCommand
{
    private const int TasksShown = 3;

    public static Command Create()
    {
        var runs = Options.RunsDirectory();
        var json = Options.Json();
        var command = new Command("runs", "Lists the runs.") { runs, json };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetValue(runs)!;
            RunSummary[] summaries = [.. RunFolder.All(directory).Select(RunSummary.Of)];
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, summaries);
            else Print(Console.Out, directory, summaries);
        });
        return command;
    }

    /// <summary>Writes a line a run, and what cannot be read below.</summary>
    internal static void Print(TextWriter output, string directory, IReadOnlyList<RunSummary> summaries)
    {
        if (summaries.Count == 0)
        {
            output.WriteLine($"no run is kept in {directory}");
            return;
        }

        var table = new TextTable("run", "preset", "tasks", ">round", ">of", ">success", "state", ">size", "folder");
        foreach (var run in summaries)
        {
            table.Add(
                run.Name,
                run.Preset,
                Tasks(run.Tasks),
                Figures.Count(run.Round),
                Figures.Count(run.Rounds),
                Figures.Share(run.MeanSuccessRate),
                run.State.ToString().ToLowerInvariant(),
                Figures.Bytes(run.Bytes),
                Path.GetRelativePath(Environment.CurrentDirectory, run.Folder) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? run.Folder : relative);
        }

        table.Write(output);
        foreach (var run in summaries.Where(static run => run.Problem is not null)) output.WriteLine($"{run.Name}: {run.Problem}");
    }

    private static string Tasks(IReadOnlyList<string> tasks) => tasks.Count <= TasksShown
        ? string.Join(", ", tasks)
        : $"{tasks.Count} tasks";
}
