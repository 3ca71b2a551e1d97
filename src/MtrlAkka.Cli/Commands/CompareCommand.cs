using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Comparing;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>compare [PRESET|FILE]</c>: trains variants of a configuration with some seeds and writes their table.</summary>
internal static class CompareCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var preset = Options.Preset();
        var architectures = new Option<string[]>("--architectures")
        {
            Description = $"Architectures to compare with the configuration's own, at its number of parameters: names with commas, or {All}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var variants = new Option<string[]>("--variant") { Description = "NAME:key=value,key=value: the configuration with these settings; may be given often." };
        var seeds = new Option<string>("--seeds") { Description = "Seeds of each, with commas.", DefaultValueFactory = _ => "1,2,3" };
        var rounds = new Option<string?>("--rounds") { Description = "Vector steps of each run." };
        var set = Options.Set();
        var runs = Options.RunsDirectory();
        runs.DefaultValueFactory = _ => Path.Combine("runs", "compare");
        var mujoco = Options.MuJoCo();
        var markdown = new Option<string?>("--markdown") { Description = "File to write the table to as Markdown." };
        var plan = new Option<bool>("--plan") { Description = "Only list the runs." };
        var command = new Command("compare", "Trains variants of a configuration, some seeds each, and writes their table; what is finished is not trained again.")
        {
            preset, architectures, variants, seeds, rounds, set, runs, mujoco, markdown, plan,
        };
        command.SetAction(async (parsed, _) =>
        {
            string from = parsed.GetValue(preset)!, directory = parsed.GetValue(runs)!;
            List<string> settings = [.. parsed.GetValue(set) ?? []];
            if (parsed.GetValue(rounds) is { } count) settings.Add($"run.rounds={count}");
            var shared = RunConfiguration.Load(from, settings).Settings.Learner.Sac;
            Variant[] lines =
            [
                Variant.Base(shared),
                .. Architectures(Options.Listed(parsed.GetValue(architectures)), shared).Select(name => Variant.OfArchitecture(name, shared)),
                .. (parsed.GetValue(variants) ?? []).Select(Variant.Parse),
            ];
            var planned = ComparisonPlan.Make(from, settings, lines, Options.Seeds(parsed.GetValue(seeds)!));
            if (parsed.GetValue(plan))
            {
                Print(Console.Out, planned, directory);
                return 0;
            }

            string label = Path.GetFileNameWithoutExtension(from);
            (ComparedRun Run, RunFolder Folder)[] all = [.. planned.Select(run => (run, run.Folder(directory, label)))];
            int code = await TrainAsync(all, parsed.GetValue(mujoco)).ConfigureAwait(false);
            if (code == TrainingSession.Interrupted) return code;
            var table = ComparisonTable.Make([.. all.Select(static one => (one.Run, RunFigures.Of(one.Folder)))]);
            table.Write(Console.Out);
            if (parsed.GetValue(markdown) is { } path) WriteMarkdown(path, table, planned[0].Configuration.Settings, [.. Environment.GetCommandLineArgs().Skip(1)]);
            return code;
        });
        return command;
    }

    private static async Task<int> TrainAsync((ComparedRun Run, RunFolder Folder)[] all, string? mujoco)
    {
        int worst = 0;
        for (int i = 0; i < all.Length; i++)
        {
            var (run, folder) = all[i];
            if (RunJournal.Read(folder).Finished) continue;
            Console.WriteLine($"run {i + 1} of {all.Length}: {run.Name}");
            int code = await TrainingSession.RunAsync(folder, run.Configuration, TrainingSession.Require(run.Configuration, mujoco)).ConfigureAwait(false);
            if (code == TrainingSession.Interrupted)
            {
                Console.WriteLine("the same command goes on");
                return code;
            }

            worst = Math.Max(worst, code);
        }

        return worst;
    }

    // The configuration's own architecture is the base already.
    private static IEnumerable<string> Architectures(IReadOnlyList<string> named, SacSettings shared)
    {
        var names = named is [All] ? NetworkSettings.Architectures : named;
        return names.FirstOrDefault(static name => !NetworkSettings.Architectures.Contains(name)) is { } unknown
            ? throw new SettingsException(NearestNames.Unknown("architecture", unknown, NetworkSettings.Architectures))
            : names.Where(name => name != Variant.Base(shared).Name);
    }

    private static void Print(TextWriter output, IReadOnlyList<ComparedRun> planned, string directory)
    {
        var table = new TextTable("run", ">rounds", ">width", ">parameters", "state");
        foreach (var run in planned)
        {
            var settings = run.Configuration.Settings;
            var folder = new RunFolder(Path.Combine(directory, run.Name));
            bool there = File.Exists(folder.Configuration);
            table.Add(
                run.Name, Figures.Count(settings.Rounds), Figures.Count(settings.Learner.Sac.Actor.Width), Figures.Count(ParameterTarget.Total(settings.Learner.Sac)),
                !there ? "new" : RunJournal.Read(folder).Finished ? "finished" : "begun");
        }

        table.Write(output);
    }

    // Renamed into place, so that no half of a table stands in the documentation.
    private static void WriteMarkdown(string path, TextTable table, RunSettings settings, string[] arguments)
    {
        string unfinished = path + ".tmp";
        using (var file = new StreamWriter(unfinished))
        {
            table.WriteMarkdown(file);
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Success of the last evaluation after {settings.Rounds:N0} rounds, {settings.Evaluation.Episodes} episodes a task; percent of dormant units; seconds of training on {Environment.ProcessorCount} cores. Mean over seeds (least to greatest)."));
            file.WriteLine($"Made by `./mtrl {string.Join(' ', arguments.Select(static argument => argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument))}`.");
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
