using System.CommandLine;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>resume RUN</c>: goes on from the last committed checkpoint.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var run = Options.Run();
        var runs = Options.RunsDirectory();
        var mujoco = Options.MuJoCo();
        var command = new Command("resume", "Goes on with a run that was stopped or killed.") { run, runs, mujoco };
        command.SetAction((parsed, _) =>
        {
            var folder = RunFolder.Find(parsed.GetValue(runs)!, parsed.GetValue(run)!);
            var configuration = RunConfiguration.Read(folder.Configuration);
            return TrainingSession.RunAsync(folder, configuration, TrainingSession.Require(configuration, parsed.GetValue(mujoco)));
        });
        return command;
    }
}
