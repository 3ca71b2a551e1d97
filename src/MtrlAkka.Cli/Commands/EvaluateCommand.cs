using System.CommandLine;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary>
/// <c>evaluate RUN</c>: scores the policy of the last committed checkpoint, also beside the training. <c>evaluate --weights FILE
/// [PRESET]</c>: that of a file.
/// </summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var run = new Argument<string?>("run")
        {
            Description = "Name of a run, or the path of its folder; with --weights a preset or a .conf file instead.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var weights = new Option<string?>("--weights") { Description = "Evaluate this safetensors file; without a preset with the configuration that an export names." };
        var set = Options.Set();
        var runs = Options.RunsDirectory();
        var episodes = new Option<int?>("--episodes") { Description = "Episodes of each task; the run's own number else." };
        episodes.AtLeast(1);
        var mujoco = Options.MuJoCo();
        var json = Options.Json();
        var command = new Command("evaluate", "Evaluates the last committed checkpoint of a run, or a file of weights.") { run, weights, set, runs, episodes, mujoco, json };
        command.SetAction(parsed =>
        {
            string? name = parsed.GetValue(run);
            string[] settings = parsed.GetValue(set) ?? [];
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            var subject = parsed.GetValue(weights) is { } file ? OfFile(file, name, settings)
                : settings.Length > 0 ? throw new InvalidDataException("--set goes with --weights: a run has its own settings")
                : name is not null ? OfRun(parsed.GetValue(runs)!, name, library)
                : throw new InvalidDataException("name a run, or a file with --weights (see ./mtrl evaluate --help)");
            Evaluate(subject, library, parsed.GetValue(episodes), parsed.GetValue(json));
        });
        return command;
    }

    private static Subject OfRun(string runs, string name, MuJoCoLibrary library)
    {
        var saved = SavedRun.Open(RunFolder.Find(runs, name));
        var (manifest, version) = saved.AtLastCommit(
            manifest => (manifest, LearnerState.ReadPolicies(saved.Blobs, manifest.Policy)[^1]), CommandOutput.Warn);
        if (library.Version != manifest.Provenance.MujocoVersion)
            CommandOutput.Warn($"the run was trained on MuJoCo {manifest.Provenance.MujocoVersion} and is evaluated on {library.Version}: scores may differ");
        return new Subject(saved.Folder.Name, saved.Configuration, version, manifest.Round);
    }

    private static Subject OfFile(string file, string? preset, string[] settings)
    {
        var weights = ImportedWeights.Read(file);
        if (preset is null && settings.Length > 0) throw new InvalidDataException("--set goes with a preset: without one the file's own configuration is taken");
        var configuration = preset is not null ? RunConfiguration.Load(preset, settings)
            : weights.Configuration ?? throw new InvalidDataException($"{file} names no configuration: name a preset or a .conf file with its tasks and networks");
        var version = weights.Policy(configuration.Settings.Learner.Sac);
        return new Subject(Path.GetFileName(file), configuration, version, version.Round);
    }

    private static void Evaluate(Subject subject, MuJoCoLibrary library, int? episodes, bool json)
    {
        var settings = subject.Configuration.Settings;
        TorchRuntime.Threads = settings.Learner.Threads;
        int count = episodes ?? settings.Evaluation.Episodes;
        using var runner = new EvaluationRunner(RunContext.Create(subject.Name, subject.Configuration, library, new MemoryBlobStore(), CancellationToken.None));
        var result = runner.Run(subject.Version, count, CancellationToken.None);
        TaskLine[] lines = [.. result.Tasks.Select((score, task) => new TaskLine(settings.Environments.Tasks[task], score.SuccessRate, score.MeanReturn))];
        if (json)
        {
            JsonText.Write(Console.Out, new
            {
                Run = subject.Name,
                subject.Round,
                Episodes = count,
                MujocoVersion = library.Version,
                RewardVersion = settings.Environments.Reward.Name(),
                result.MeanSuccessRate,
                Tasks = lines,
            });
        }
        else
        {
            Print(Console.Out, lines, result.MeanSuccessRate, subject.Round, count);
        }
    }

    private static void Print(TextWriter output, IReadOnlyList<TaskLine> lines, double mean, long round, int episodes)
    {
        var table = new TextTable("task", ">success", ">return");
        foreach (var line in lines) table.Add(line.Task, Figures.Share(line.SuccessRate), Figures.Number(line.MeanReturn));
        table.Write(output);
        output.WriteLine($"mean success {Figures.Share(mean)} after {Figures.Count(round)} rounds, {episodes} episodes a task");
    }

    private sealed record Subject(string Name, RunConfiguration Configuration, PolicyVersion Version, long Round);

    private sealed record TaskLine(string Task, double SuccessRate, double MeanReturn);
}
