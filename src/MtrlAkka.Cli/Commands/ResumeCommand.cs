using System.CommandLine;
using MtrlAkka.Cli.Dashboards;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>resume RUN…</c>: goes on from the last committed checkpoints.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("run") { Description = "Name of a run, or the path of its folder. Several are trained with one learner.", Arity = ArgumentArity.OneOrMore };
        var runs = Options.RunsDirectory();
        var mujoco = Options.MuJoCo();
        var http = Options.Http();
        var page = new PageOptions(new Option<bool>("--dashboard") { Description = "Show the runs on a live page." });
        var command = new Command("resume", "Goes on with runs that were stopped or killed.") { names, runs, mujoco, http };
        page.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            (RunFolder Folder, RunConfiguration Configuration)[] all =
            [
                .. parsed.GetValue(names)!.Select(run => RunFolder.Find(parsed.GetValue(runs)!, run)).Distinct()
                    .Select(static folder => (folder, RunConfiguration.Read(folder.Configuration))),
            ];
            int? port = Options.FreePort(parsed.GetValue(http), all.Length);
            if (all.Length > 1) SharedLearner.Require([.. all.Select(static run => run.Configuration.Settings)]);
            var library = all.Select(run => TrainingSession.Require(run.Configuration, parsed.GetValue(mujoco))).Last();
            var shown = page.Read(parsed, Path.GetDirectoryName(all[0].Folder.Path)!, parsed.GetValue(mujoco), all.Length == 1 ? $"/runs/{Uri.EscapeDataString(all[0].Folder.Name)}" : "/");
            return TrainingSession.RunAsync(all, library, port, shown);
        });
        return command;
    }
}
