using System.CommandLine;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>study resume STUDY</c>: goes on with a study that was stopped or killed.</summary>
internal static class StudyResumeCommand
{
    public static Command Create()
    {
        var study = StudyCommand.Study();
        var retry = new Option<bool>("--retry-failed") { Description = "Also try runs again that have failed." };
        var work = new StudyWorkOptions();
        var command = new Command("resume", "Goes on with a study that was stopped or killed.") { study, retry };
        work.AddTo(command);
        command.SetAction((parsed, _) =>
            work.RunAsync(parsed, StudyFolder.Find(parsed.GetValue(work.Directory)!, parsed.GetValue(study)!), null, parsed.GetValue(retry)));
        return command;
    }
}
