using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cli.Runs;

/// <summary>The last lines of a session, and its exit code.</summary>
internal static class RunReport
{
    /// <summary>Of one run.</summary>
    public static int Write(RunFolder folder, RunConfiguration configuration, RunEnded ended)
    {
        if (Unfinished(folder, configuration, ended, "") is { } code) return code;
        if (ended.Evaluations is not [.., var last])
        {
            Console.WriteLine($"{ended.Round} rounds are done; there was no update to evaluate, the run is in {folder.Path}");
            return 0;
        }

        for (int task = 0; task < last.Tasks.Count; task++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{configuration.Settings.Environments.Tasks[task],-28} success {last.Tasks[task].SuccessRate:0.00}  return {last.Tasks[task].MeanReturn:0.0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean success {last.MeanSuccessRate:0.000} after {ended.Round} rounds; the run is in {folder.Path}"));
        return 0;
    }

    /// <summary>Of several runs: what is finished as a table, and of the others a line each.</summary>
    public static int Write(IReadOnlyList<(RunFolder Folder, RunConfiguration Configuration, RunEnded Ended)> runs)
    {
        var table = new TextTable("run", ">seed", ">rounds", ">mean success");
        List<double> rates = [];
        int worst = 0;
        foreach (var (folder, configuration, ended) in runs)
        {
            if (Unfinished(folder, configuration, ended, $"{folder.Name}: ") is { } code)
            {
                // A failure is told from an interruption, which is no mistake.
                worst = worst == 1 ? 1 : code;
                continue;
            }

            double? rate = ended.Evaluations is [.., var last] ? last.MeanSuccessRate : null;
            if (rate is { } known) rates.Add(known);
            table.Add(
                folder.Name, configuration.Settings.Seed.ToString(CultureInfo.InvariantCulture), Figures.Count(ended.Round),
                rate?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-");
        }

        if (rates.Count > 0)
        {
            table.Write(Console.Out);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"mean success of {rates.Count} runs {rates.Average():0.000} ({rates.Min():0.000} to {rates.Max():0.000}); they are in {Path.GetDirectoryName(runs[0].Folder.Path)}"));
        }

        return worst;
    }

    private static int? Unfinished(RunFolder folder, RunConfiguration configuration, RunEnded ended, string name)
    {
        if (ended.Failure is { } failure)
        {
            Console.Error.WriteLine($"mtrl: {name}{failure}");
            return 1;
        }

        if (ended.Finished) return null;
        Console.WriteLine($"{name}stopped after round {ended.Round} of {configuration.Settings.Rounds}; ./mtrl resume {folder.Name} goes on");
        return TrainingSession.Interrupted;
    }
}
