using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Learning;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>parameters [PRESET|FILE]</c>: how many parameters the networks of a configuration have.</summary>
internal static class ParametersCommand
{
    public static Command Create()
    {
        var preset = Options.Preset();
        var set = Options.Set();
        var match = Options.MatchParameters();
        var json = Options.Json();
        var command = new Command("parameters", "Counts the parameters of a configuration's networks.") { preset, set, match, json };
        command.SetAction(parsed =>
        {
            string from = parsed.GetValue(preset)!;
            string[] settings = parsed.GetValue(set) ?? [];
            var matched = parsed.GetValue(match) is { } target ? MatchedConfiguration.Load(from, settings, ParameterTarget.Parse(target)) : null;
            var configuration = matched?.Configuration ?? RunConfiguration.Load(from, settings);
            var sac = configuration.Settings.Learner.Sac;
            var (actor, critic) = ParameterMatching.Count(sac);
            NetworkLine[] networks =
            [
                new("actor", sac.Actor.Architecture, sac.Actor.Width, sac.Actor.Depth, actor),
                new($"{sac.Critics} critics", sac.Critic.Architecture, sac.Critic.Width, sac.Critic.Depth, critic),
            ];
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, new { sac.Tasks, Networks = networks, Total = actor + critic, matched?.Target });
            else Print(Console.Out, networks, sac, matched);
        });
        return command;
    }

    private static void Print(TextWriter output, IReadOnlyList<NetworkLine> networks, SacSettings sac, MatchedConfiguration? matched)
    {
        var table = new TextTable("network", "architecture", ">width", ">depth", ">parameters");
        foreach (var line in networks)
        {
            table.Add(
                line.Network, line.Architecture, line.Width.ToString(CultureInfo.InvariantCulture), line.Depth.ToString(CultureInfo.InvariantCulture),
                Figures.Count(line.Parameters));
        }

        table.Write(output);
        output.WriteLine(
            matched?.Line ?? $"{Figures.Count(networks.Sum(static line => line.Parameters))} parameters for {sac.Tasks} tasks; the target critics, {Figures.Count(networks[1].Parameters)} more, are averages and not counted");
    }

    private sealed record NetworkLine(string Network, string Architecture, int Width, int Depth, long Parameters);
}
