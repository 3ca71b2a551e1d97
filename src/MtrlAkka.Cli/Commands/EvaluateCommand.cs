using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>evaluate RUN</c>: scores the policy of the last committed checkpoint, also beside the training.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var run = Options.Run();
        var runs = Options.RunsDirectory();
        var episodes = new Option<int?>("--episodes") { Description = "Episodes of each task; the run's own number else." };
        episodes.AtLeast(1);
        var mujoco = Options.MuJoCo();
        var json = Options.Json();
        var command = new Command("evaluate", "Evaluates the last committed checkpoint of a run.") { run, runs, episodes, mujoco, json };
        command.SetAction(parsed =>
        {
            var saved = SavedRun.Open(RunFolder.Find(parsed.GetValue(runs)!, parsed.GetValue(run)!));
            var settings = saved.Configuration.Settings;
            var (manifest, version) = saved.AtLastCommit(
                manifest => (manifest, LearnerState.ReadPolicies(saved.Blobs, manifest.Policy)[^1]), CommandOutput.Warn);
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            if (library.Version != manifest.Provenance.MujocoVersion)
                CommandOutput.Warn($"the run was trained on MuJoCo {manifest.Provenance.MujocoVersion} and is evaluated on {library.Version}: scores may differ");
            TorchRuntime.Threads = settings.Learner.Threads;
            int count = parsed.GetValue(episodes) ?? settings.Evaluation.Episodes;
            using var runner = new EvaluationRunner(RunContext.Create(saved.Folder.Name, saved.Configuration, library, saved.Blobs, CancellationToken.None));
            var result = runner.Run(version, count, CancellationToken.None);

            TaskLine[] lines = [.. result.Tasks.Select((score, task) => new TaskLine(settings.Environments.Tasks[task], score.SuccessRate, score.MeanReturn))];
            if (parsed.GetValue(json))
            {
                JsonText.Write(Console.Out, new
                {
                    Run = saved.Folder.Name,
                    manifest.Round,
                    Episodes = count,
                    MujocoVersion = library.Version,
                    manifest.Provenance.RewardVersion,
                    result.MeanSuccessRate,
                    Tasks = lines,
                });
            }
            else
            {
                Print(Console.Out, lines, result.MeanSuccessRate, manifest.Round, count);
            }
        });
        return command;
    }

    private static void Print(TextWriter output, IReadOnlyList<TaskLine> lines, double mean, long round, int episodes)
    {
        var table = new TextTable("task", ">success", ">return");
        foreach (var line in lines) table.Add(line.Task, Figures.Share(line.SuccessRate), Figures.Number(line.MeanReturn));
        table.Write(output);
        output.WriteLine($"mean success {Figures.Share(mean)} after {Figures.Count(round)} rounds, {episodes} episodes a task");
    }

    private sealed record TaskLine(string Task, double SuccessRate, double MeanReturn);
}
