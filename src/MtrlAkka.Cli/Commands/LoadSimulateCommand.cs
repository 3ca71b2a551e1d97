using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Timing;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Measuring;
using MtrlAkka.Load.Simulation.Runs;
using MtrlAkka.Physics;
using MtrlAkka.Studies.Results;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load simulate</c>: what a run would do on a cluster that is not there.</summary>
internal static class LoadSimulateCommand
{
    public static Command Create()
    {
        var preset = Options.Preset();
        preset.DefaultValueFactory = _ => "mt50";
        var set = Options.Set();
        var workers = new Option<string>("--workers") { Description = "Machines with environments, with commas; 0: all of the run is one process.", DefaultValueFactory = _ => "0,1,4,16,64,256" };
        var environments = new Option<int>("--environments") { Description = "Environments of each worker, at least; 0: the run has as many as its settings say.", DefaultValueFactory = _ => 0 };
        var workerCores = Cores("--worker-cores", "Cores of each worker's machine.");
        var replayCores = Cores("--replay-cores", "Cores of each replay shard's machine.");
        var learnerCores = Cores("--learner-cores", "Cores of the learner's machine.");
        var update = new Option<double?>("--update-ms") { Description = "Milliseconds of an update, as of another device; without it, that of the figures." };
        var gigabits = new Option<double>("--gigabits") { Description = "Gigabits a second of a machine's network card.", DefaultValueFactory = _ => 10 };
        var latency = new Option<double>("--latency-us") { Description = "Microseconds from machine to machine.", DefaultValueFactory = _ => 50 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all that is random.", DefaultValueFactory = _ => 1 };
        var file = new Option<string>("--figures") { Description = "File with the service times of a machine.", DefaultValueFactory = _ => ServiceFigures.DefaultPath };
        var measure = new Option<string?>("--measure") { Description = "Measures this machine's service times and writes them to a file." };
        var check = new Option<bool>("--check") { Description = "Runs small configurations on this machine and compares them with their simulations." };
        var seconds = new Option<double>("--seconds") { Description = "About how long to measure each update, and each run of the check.", DefaultValueFactory = _ => 5 };
        environments.AtLeast(0);
        foreach (var option in new Option[] { update, gigabits, seconds }) Positive(option);
        var (json, mujoco) = (Options.Json(), Options.MuJoCo());
        var command = new Command("simulate", "Predicts what a run does on a cluster of many machines, and what holds it back.")
        {
            preset, set, workers, environments, workerCores, replayCores, learnerCores, update, gigabits, latency, seed, file, measure, check, seconds, json, mujoco,
        };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(measure) is { } target)
            {
                var measured = await FigureMeter.MeasureAsync(string.Create(CultureInfo.InvariantCulture, $"{MachineFacts.Here().Processor}, {Environment.ProcessorCount} cores"), MuJoCoLibrary.Load(parsed.GetValue(mujoco)), parsed.GetValue(seconds));
                measured.Write(target);
                Console.WriteLine($"{target}: {measured.Machine}");
                return 0;
            }

            var figures = ServiceFigures.Read(parsed.GetValue(file)!);
            var bulk = BulkSettings.From(AkkaConfiguration.ForClient());
            if (parsed.GetValue(check))
            {
                var compared = await SimulationCheck.RunAsync(figures, bulk, MuJoCoLibrary.Load(parsed.GetValue(mujoco)), parsed.GetValue(seconds), stop);
                if (parsed.GetValue(json)) JsonText.Write(Console.Out, compared);
                else SimulationText.Write(Console.Out, figures, compared);
                return 0;
            }

            var network = new NetworkShape(parsed.GetValue(gigabits) * 1e9 / 8, parsed.GetValue(latency) * 1e-6);
            List<Prediction> predictions = [];
            foreach (int count in Counts(parsed.GetValue(workers)!))
            {
                var configuration = Configuration(parsed.GetValue(preset)!, parsed.GetValue(set) ?? [], Math.Max(1, count) * parsed.GetValue(environments));
                double onLearner = parsed.GetValue(learnerCores) ?? figures.Cores;
                int threads = configuration.Values["learner.threads"] == "0" ? Math.Max(1, (int)onLearner) : configuration.Settings.Learner.Threads;
                var shape = new ClusterShape(
                    count, parsed.GetValue(workerCores) ?? figures.Cores, parsed.GetValue(replayCores) ?? figures.Cores, onLearner, threads, network);
                predictions.Add(ClusterSimulation.Run(
                    configuration.Settings, shape, figures, bulk, parsed.GetValue(seed), SimulationLength.Default, parsed.GetValue(update) / 1000));
            }

            if (parsed.GetValue(json)) JsonText.Write(Console.Out, predictions);
            else SimulationText.Write(Console.Out, figures, predictions);
            return 0;
        });
        return command;
    }

    private static RunConfiguration Configuration(string preset, IReadOnlyList<string> settings, int environments)
    {
        var configuration = RunConfiguration.Load(preset, settings);
        if (environments <= configuration.Settings.EnvironmentCount) return configuration;
        int tasks = configuration.Settings.Environments.Tasks.Count;
        return RunConfiguration.Load(preset, [.. settings, string.Create(CultureInfo.InvariantCulture, $"environments.copies={(environments + tasks - 1) / tasks}")]);
    }

    private static int[] Counts(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(one =>
            int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 10_000
                ? count : throw new SettingsException($"'{one}' in --workers {text} is no number of machines: whole numbers up to 10000 with commas between them")),
    ];

    private static Option<double?> Cores(string name, string description)
    {
        var option = new Option<double?>(name) { Description = $"{description} Without it, those of the machine of the figures." };
        Positive(option);
        return option;
    }

    private static void Positive(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(static token => double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !(value > 0 && double.IsFinite(value))))
            result.AddError($"{option.Name}: it must be above 0");
    });
}
