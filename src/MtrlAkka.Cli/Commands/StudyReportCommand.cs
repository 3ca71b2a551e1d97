using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Report;
using MtrlAkka.Studies.Results;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>study report STUDY</c>: tables, score matrices, plots and a page of what a study has come to.</summary>
internal static class StudyReportCommand
{
    public static Command Create()
    {
        var study = StudyCommand.Study();
        var directory = StudyCommand.StudiesDirectory();
        var tables = new Option<bool>("--from-tables") { Description = "Draw from the study's tables as they are, without reading its runs, which may be elsewhere." };
        var json = Options.Json();
        var command = new Command("report", "Writes a study's tables and its report; a study that is not finished gives what there is. Exit code 1 where a run cannot be read.")
        {
            study, directory, tables, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var folder = StudyFolder.Find(parsed.GetValue(directory)!, parsed.GetValue(study)!);
            if (!parsed.GetValue(tables)) await ResultsCollector.CollectAsync(folder).ConfigureAwait(false);
            var results = await StudyResults.ReadAsync(folder).ConfigureAwait(false);
            string page = StudyReport.Write(folder, results);
            RunResult[] unreadable = [.. results.Runs.Where(static run => run.IsUnreadable)];
            foreach (var run in unreadable) CommandOutput.Warn($"the run {run.Provenance.Name} is not in the report: {run.Provenance.Problem}");
            int whole = results.Runs.Count(static run => run.IsWhole);
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { folder.Name, Page = page, folder.Results, Runs = results.Runs.Count, Finished = whole, Unreadable = unreadable.Length });
            else Console.Out.WriteLine($"{folder.Name}: {whole} of {results.Runs.Count} runs; the report is {page}, the tables are in {folder.Results}");
            return unreadable.Length == 0 ? 0 : VerifyCommand.Different;
        });
        return command;
    }
}
