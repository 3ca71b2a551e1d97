using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Parameters;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>train [PRESET|FILE]</c>: starts a new run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var preset = Options.Preset();
        var name = new Option<string?>("--run") { Description = "Name of the run; the preset's, seed's and a number else." };
        var runs = Options.RunsDirectory();
        var seed = new Option<string?>("--seed") { Description = "Seed of all randomness." };
        var rounds = new Option<string?>("--rounds") { Description = "Vector steps of the run." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N." };
        var weights = new Option<string?>("--weights") { Description = "A safetensors file to start from, such as ./mtrl export writes; names and shapes are in docs/weights.md." };
        var assets = Options.Assets();
        var mujoco = Options.MuJoCo();
        var set = Options.Set();
        var match = Options.MatchParameters();
        var command = new Command("train", "Trains a multi-task agent.") { preset, name, runs, seed, rounds, device, weights, assets, mujoco, set, match };
        command.SetAction((parsed, _) =>
        {
            string from = parsed.GetValue(preset)!;
            List<string> settings = [.. parsed.GetValue(set) ?? []];
            Add("run.seed", parsed.GetValue(seed));
            Add("run.rounds", parsed.GetValue(rounds));
            Add("learner.device", parsed.GetValue(device));
            if (parsed.GetValue(assets) is { } folder) Add("environments.assets", $"\"{Path.GetFullPath(folder)}\"");
            if (parsed.GetValue(weights) is { } file) Add("learner.weights", $"\"{Path.GetFullPath(file)}\"");
            var matched = parsed.GetValue(match) is { } target ? MatchedConfiguration.Load(from, settings, ParameterTarget.Parse(target)) : null;
            var configuration = matched?.Configuration ?? RunConfiguration.Load(from, settings);
            var library = TrainingSession.Require(configuration, parsed.GetValue(mujoco));
            string directory = parsed.GetValue(runs)!;
            string label = Path.GetFileNameWithoutExtension(from);
            string run = parsed.GetValue(name) ?? FreeName(directory, $"{label}-seed{configuration.Settings.Seed}");
            var (start, kept, assumed) = ImportedWeights.Of(configuration);
            var made = RunFolder.Create(directory, run, label, kept, start);
            if (start is not null) Console.WriteLine($"starting from {start.Count} arrays of {configuration.Settings.Learner.Weights}");
            foreach (string line in assumed) Console.WriteLine(line);
            if (matched is not null) Console.WriteLine(matched.Line);
            return TrainingSession.RunAsync(made, kept, library);

            void Add(string key, string? value)
            {
                if (value is not null) settings.Add($"{key}={value}");
            }
        });
        return command;
    }

    private static string FreeName(string directory, string name)
    {
        if (!Directory.Exists(Path.Combine(directory, name))) return name;
        int number = 2;
        while (Directory.Exists(Path.Combine(directory, Numbered()))) number++;
        return Numbered();

        string Numbered() => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
    }
}
