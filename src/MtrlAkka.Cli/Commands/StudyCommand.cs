using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>study …</c>: grids of runs that answer a question.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Studies: grids of runs, each cell with some seeds.")
    {
        StudyRunCommand.Create(),
        StudyResumeCommand.Create(),
        StudyStatusCommand.Create(),
        StudyReportCommand.Create(),
    };

    /// <summary>Where studies are kept.</summary>
    public static Option<string> StudiesDirectory() => new("--studies-dir")
    {
        Description = "The folder that keeps the studies.",
        DefaultValueFactory = _ => "studies",
    };

    /// <summary>The study to work on.</summary>
    public static Argument<string> Study() => new("study") { Description = "Name of a study that was begun, or the path of its folder." };
}
