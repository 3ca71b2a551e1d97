using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary>All commands of the program.</summary>
internal static class CommandTree
{
    public static RootCommand Create() => new("MtrlAkka trains and studies multi-task reinforcement learning on Meta-World.")
    {
        TrainCommand.Create(),
        ResumeCommand.Create(),
        EvaluateCommand.Create(),
        PlayCommand.Create(),
        RunsCommand.Create(),
        ClusterCommand.Create(),
        DashboardCommand.Create(),
        ParametersCommand.Create(),
        CompareCommand.Create(),
        StudyCommand.Create(),
        ExportCommand.Create(),
        FingerprintCommand.Create(),
        VerifyCommand.Create(),
        BenchCommand.Create(),
        LoadCommand.Create(),
        ChaosCommand.Create(),
        DoctorCommand.Create(),
    };
}
