using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Dashboards;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>train [PRESET|FILE]</c>: starts a new run, or one for each of several seeds.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var preset = Options.Preset();
        var name = new Option<string?>("--run") { Description = "Name of the run; the preset's, seed's and a number else. With --seeds the seed comes behind it." };
        var runs = Options.RunsDirectory();
        var journal = Options.Journal();
        var seed = new Option<string?>("--seed") { Description = "Seed of all randomness." };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds with commas: a run for each, trained together by one learner, each exactly as alone." };
        var rounds = new Option<string?>("--rounds") { Description = "Vector steps of the run." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N." };
        var weights = new Option<string?>("--weights") { Description = "A safetensors file to start from, such as ./mtrl export writes; names and shapes are in docs/weights.md." };
        var assets = Options.Assets();
        var mujoco = Options.MuJoCo();
        var set = Options.Set();
        var match = Options.MatchParameters();
        var http = Options.Http();
        var page = new PageOptions(new Option<bool>("--dashboard") { Description = "Show the run on a live page." });
        var command = new Command("train", "Trains a multi-task agent.") { preset, name, runs, journal, seed, seeds, rounds, device, weights, assets, mujoco, set, match, http };
        page.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            string from = parsed.GetValue(preset)!;
            List<string> settings = [.. parsed.GetValue(set) ?? []];
            Add("run.seed", parsed.GetValue(seed));
            Add("run.rounds", parsed.GetValue(rounds));
            Add("learner.device", parsed.GetValue(device));
            if (parsed.GetValue(assets) is { } folder) Add("environments.assets", $"\"{Path.GetFullPath(folder)}\"");
            if (parsed.GetValue(weights) is { } file) Add("learner.weights", $"\"{Path.GetFullPath(file)}\"");
            var target = parsed.GetValue(match) is { } text ? ParameterTarget.Parse(text) : null;
            string label = Path.GetFileNameWithoutExtension(from), directory = parsed.GetValue(runs)!;
            List<NewRun> planned = [];
            if (parsed.GetValue(seeds) is not { } list)
            {
                var one = NewRun.Load(from, settings, target);
                planned.Add(one with { Name = parsed.GetValue(name) ?? NewRun.FreeName(directory, one.Seeded(label)) });
            }
            else if (parsed.GetValue(seed) is not null)
            {
                throw new SettingsException("--seed and --seeds cannot both be given");
            }
            else
            {
                foreach (uint number in Options.Seeds(list))
                {
                    var one = NewRun.Load(from, [.. settings, string.Create(CultureInfo.InvariantCulture, $"run.seed={number}")], target);
                    planned.Add(one with { Name = parsed.GetValue(name) is { } given ? one.Seeded(given) : NewRun.FreeName(directory, one.Seeded(label)) });
                }
            }

            if (planned.Count > 1) SharedLearner.Require([.. planned.Select(static run => run.Configuration.Settings)]);
            var library = TrainingSession.Require(planned[0].Configuration, parsed.GetValue(mujoco));
            var (start, _, assumed) = ImportedWeights.Of(planned[0].Configuration);
            // Nothing is made before it is known that all can be.
            foreach (var run in planned) RunFolder.RequireFree(directory, run.Name);
            int? port = Options.FreePort(parsed.GetValue(http), planned.Count);
            var shown = page.Read(parsed, directory, parsed.GetValue(mujoco), planned.Count == 1 ? $"/runs/{Uri.EscapeDataString(planned[0].Name)}" : "/");
            var store = Options.ParseJournal(parsed.GetValue(journal)!);
            (RunFolder, RunConfiguration)[] made = [.. planned.Select(run => run.Make(directory, label, store))];
            if (start is not null) Console.WriteLine($"starting from {start.Count} arrays of {planned[0].Configuration.Settings.Learner.Weights}");
            foreach (string line in assumed) Console.WriteLine(line);
            if (planned[0].Matched is { } matched) Console.WriteLine(matched.Line);
            return TrainingSession.RunAsync(made, library, port, shown);

            void Add(string key, string? value)
            {
                if (value is not null) settings.Add($"{key}={value}");
            }
        });
        return command;
    }
}
