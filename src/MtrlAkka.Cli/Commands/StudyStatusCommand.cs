using System.CommandLine;
using System.Globalization;
using Figures = MtrlAkka.Cluster.Metrics.Figures;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Studying;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>study status [STUDY]</c>: how studies stand.</summary>
internal static class StudyStatusCommand
{
    public static Command Create()
    {
        var study = StudyCommand.Study();
        study.Arity = ArgumentArity.ZeroOrOne;
        var directory = StudyCommand.StudiesDirectory();
        var json = Options.Json();
        var command = new Command("status", "Shows how a study stands, cell by cell; without a name all studies.") { study, directory, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(study) is not { } name) PrintAll(Console.Out, parsed.GetValue(directory)!, parsed.GetValue(json));
            else Print(Console.Out, StudyFolder.Find(parsed.GetValue(directory)!, name), parsed.GetValue(json));
        });
        return command;
    }

    private static void PrintAll(TextWriter output, string directory, bool json)
    {
        var all = StudyFolder.All(directory).Select(static folder => (folder.Name, StudyDefinition.Read(folder).Title, State: folder.ReadState())).ToArray();
        if (json)
        {
            JsonText.Write(output, all.Select(static one => new { one.Name, one.Title, State = State(one.State), Runs = one.State.Runs.Count, Finished = Count(one.State.Runs, StudyRunState.Finished), Failed = Count(one.State.Runs, StudyRunState.Failed) }));
            return;
        }

        if (all.Length == 0)
        {
            output.WriteLine($"no study is kept in {directory}; there are {string.Join(", ", StudyFile.All)}");
            return;
        }

        var table = new TextTable("study", "state", ">runs", ">finished", ">failed", "title");
        foreach (var (name, title, state) in all)
            table.Add(name, State(state), Number(state.Runs.Count), Number(Count(state.Runs, StudyRunState.Finished)), Number(Count(state.Runs, StudyRunState.Failed)), title);
        table.Write(output);
    }

    private static void Print(TextWriter output, StudyFolder folder, bool json)
    {
        var (definition, state) = (StudyDefinition.Read(folder), folder.ReadState());
        var runs = state.Runs.Select(run => (Run: run, Progress: Progress(folder, run))).ToArray();
        if (json)
        {
            JsonText.Write(output, new
            {
                folder.Name, definition.Study, definition.Scale, definition.Title, State = State(state),
                Runs = runs.Select(static one => new { one.Run.Name, Cell = one.Run.Cell.Key, one.Run.Seed, one.Run.State, one.Progress.Round, one.Progress.Success, one.Run.Attempts, one.Run.Reason }),
            });
            return;
        }

        var table = new TextTable(["cell", .. definition.Axes.Select(static axis => axis.Name), ">finished", ">under way", ">waiting", ">failed", ">success"]);
        foreach (var cell in runs.GroupBy(static one => one.Run.Cell.Key))
        {
            StudyRun[] of = [.. cell.Select(static one => one.Run)];
            double?[] success = [.. cell.Where(static one => one.Run.State == StudyRunState.Finished).Select(static one => one.Progress.Success)];
            table.Add(
            [
                cell.Key, .. of[0].Cell.Labels.Select(static label => label.Value), .. new[] { StudyRunState.Finished, StudyRunState.Running, StudyRunState.Waiting, StudyRunState.Failed }.Select(kind => Number(Count(of, kind))),
                Figures.Share(success.Average()),
            ]);
        }

        table.Write(output);
        foreach (var (run, progress) in runs.Where(static one => one.Run.State == StudyRunState.Running))
            output.WriteLine($"under way: {run.Name}, round {Figures.Count(progress.Round)} of {Figures.Count(run.Cell.Configuration(run.Seed).Settings.Rounds)}");
        foreach (string line in StudyText.Failures(state.Runs)) output.WriteLine(line);
        foreach (var run in state.Runs.Where(static run => run is { State: StudyRunState.Waiting, Attempts: > 0 })) output.WriteLine($"to be tried again: {run.Name}: {run.Reason}");
        output.WriteLine($"{folder.Name}: {Count(state.Runs, StudyRunState.Finished)} of {state.Runs.Count} runs finished; {State(state)}");
    }

    private static RunProgress Progress(StudyFolder folder, StudyRun run) =>
        run.State == StudyRunState.Waiting ? RunProgress.None : RunProgress.Of(new RunFolder(Path.Combine(folder.Runs, run.Name)));

    private static string State(StudyState state) => state switch
    {
        { Held: true } => "at work",
        { Ended: true } when Count(state.Runs, StudyRunState.Failed) > 0 => "ended with failures",
        { Ended: true } => "finished",
        _ => "stopped",
    };

    private static int Count(IEnumerable<StudyRun> runs, StudyRunState state) => runs.Count(run => run.State == state);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
