using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>study run STUDY</c>: begins a study, or goes on with it.</summary>
internal static class StudyRunCommand
{
    private const string Laptop = "laptop";

    public static Command Create()
    {
        var study = new Argument<string>("study") { Description = $"A study ({string.Join(", ", StudyFile.All)}) or a .conf file." };
        var scale = new Option<string>("--scale") { Description = "paper: the paper's protocol, days on a GPU; laptop: small networks and few tasks, within 90 minutes on two cores.", DefaultValueFactory = _ => Laptop };
        var name = new Option<string?>("--name") { Description = "Name of the study's folder; the study's and the scale's else." };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds of each cell, with commas, in place of the study's." };
        var set = Options.Set();
        var plan = new Option<bool>("--plan") { Description = "Only list the cells." };
        var work = new StudyWorkOptions();
        var command = new Command("run", "Begins a study, or goes on with it: killed anywhere, the same command goes on.") { study, scale, name, seeds, set, plan };
        work.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var file = StudyFile.Load(parsed.GetValue(study)!);
            var definition = file.At(
                parsed.GetValue(scale)!,
                parsed.GetValue(set) ?? [],
                parsed.GetValue(seeds) is { } list ? Options.Seeds(list) : null,
                Command(parsed.GetValue(study)!, parsed.GetValue(scale)!, parsed.GetValue(seeds), parsed.GetValue(set) ?? []));
            if (parsed.GetValue(plan))
            {
                Print(Console.Out, definition);
                return 0;
            }

            var folder = new StudyFolder(Path.GetFullPath(Path.Combine(parsed.GetValue(work.Directory)!, parsed.GetValue(name) ?? $"{file.Name}-{definition.Scale}")));
            return await work.RunAsync(parsed, folder, definition).ConfigureAwait(false);
        });
        return command;
    }

    private static string Command(string study, string scale, string? seeds, string[] settings)
    {
        string[] words = ["./mtrl", "study", "run", study, "--scale", scale, .. seeds is null ? [] : new[] { "--seeds", seeds }, .. settings.SelectMany(static setting => new[] { "--set", setting })];
        return string.Join(' ', words.Select(static word => word.IndexOfAny([' ', '"', '[']) >= 0 ? $"'{word}'" : word));
    }

    private static void Print(TextWriter output, StudyDefinition study)
    {
        var table = new TextTable(["cell", .. study.Axes.Select(static axis => axis.Name), ">tasks in all", ">width of actor", ">of critics", ">parameters", ">rounds"]);
        foreach (var cell in study.Cells)
        {
            var settings = cell.Configuration(study.Seeds[0]).Settings;
            var sac = settings.Learner.Sac;
            table.Add(
            [
                cell.Key, .. cell.Labels.Select(static label => label.Value), Figures.Count(settings.Environments.Tasks.Count), Figures.Count(sac.Actor.Width), Figures.Count(sac.Critic.Width),
                Figures.Count(ParameterTarget.Total(sac)), Figures.Count(settings.Rounds),
            ]);
        }

        table.Write(output);
        output.WriteLine($"{study.Cells.Count} cells with {study.Seeds.Count} seeds each ({string.Join(", ", study.Seeds)}): {study.Cells.Count * study.Seeds.Count} runs");
    }
}
