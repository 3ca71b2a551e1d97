using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify policies</c>: how many goals the benchmark's own solutions reach here.</summary>
internal static class VerifyPoliciesCommand
{
    private const int Goals = 20;
    private const uint Seed = 42;

    public static Command Create()
    {
        var goals = new Option<int>("--goals") { Description = "Goals of each task.", DefaultValueFactory = _ => Goals };
        goals.AtLeast(1);
        var tasks = Options.Tasks();
        var mujoco = Options.MuJoCo();
        var assets = Options.Assets();
        var markdown = new Option<bool>("--markdown") { Description = "Print a Markdown table, for the documentation." };
        var json = Options.Json();
        var command = new Command("policies", "Runs the scripted policy of each task on goals of seed 42.") { goals, tasks, mujoco, assets, markdown, json };
        command.SetAction(parsed =>
        {
            var chosen = Options.Listed(parsed.GetValue(tasks));
            string[] names = [.. (chosen.Count > 0 ? chosen : TaskCatalog.Names).Select(TaskCatalog.FullName)];
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            var verifier = new PolicyVerifier(library, parsed.GetValue(assets));
            var reports = new PolicyReport[names.Length];
            Parallel.For(0, names.Length, i => reports[i] = verifier.Verify(names[i], Seed, parsed.GetValue(goals)));
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { MujocoVersion = library.Version, Tasks = reports });
            else Print(Console.Out, Table(reports), reports, library, parsed.GetValue(markdown));
        });
        return command;
    }

    private static TextTable Table(IReadOnlyList<PolicyReport> reports)
    {
        var table = new TextTable("task", ">solved", ">goals", ">mean steps");
        foreach (var report in reports)
        {
            table.Add(
                report.Task,
                report.Solved.ToString(CultureInfo.InvariantCulture),
                report.Goals.ToString(CultureInfo.InvariantCulture),
                report.Solved == 0 ? "-" : report.MeanSteps.ToString("0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static void Print(TextWriter output, TextTable table, IReadOnlyList<PolicyReport> reports, MuJoCoLibrary library, bool markdown)
    {
        if (markdown) table.WriteMarkdown(output);
        else table.Write(output);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"MuJoCo {library.Version}: {reports.Sum(static report => report.Solved)} of {reports.Sum(static report => report.Goals)} goals solved, mean success {reports.Average(static report => (double)report.Solved / report.Goals):0.000}"));
    }
}
