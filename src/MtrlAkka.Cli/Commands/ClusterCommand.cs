using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Nodes;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using Spectre.Console;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>cluster …</c>: nodes, and runs on them.</summary>
internal static class ClusterCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    // One for all commands of a cluster.
    private static readonly Option<string?> Tls = Options.Tls();

    public static Command Create() => new("cluster", "Runs on several nodes.")
    {
        Node(),
        Run(),
        Resume(),
        Status(),
        Drain(),
        Stop(),
        Demo(),
        CertificatesCommand.Create(),
        Tls,
    };

    private static Command Node()
    {
        var roles = new Option<string>("--roles") { Description = $"What the node takes part in: {string.Join(", ", NodeRoleNames.All)}, with commas.", DefaultValueFactory = _ => string.Join(',', NodeRoleNames.All) };
        var host = new Option<string>("--host") { Description = "Name or address by which other nodes reach this one.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Port for other nodes; 0: any free one.", DefaultValueFactory = _ => 7001 };
        var streamPort = new Option<int>("--stream-port") { Description = "Port for other nodes' large messages; 0: any free one.", DefaultValueFactory = _ => 0 };
        var seeds = new Option<string[]>("--seed") { Description = "HOST:PORT of a node to join; may be given often, and the first node of all names itself first. None: this node begins a cluster." };
        var runs = Options.RunsDirectory();
        var http = Options.Http();
        var log = new Option<string?>("--log") { Description = "Folder of the node's log; nodes/HOST-PORT of the runs' folder else." };
        var hocon = new Option<string[]>("--set") { Description = "key=value: overrides a setting of akka.conf or cluster.conf; may be given often." };
        var mujoco = Options.MuJoCo();
        var command = new Command("node", "Takes part in a cluster until a signal comes: then it hands over what it has, and ends.") { roles, host, port, streamPort, seeds, runs, http, log, hocon, mujoco };
        command.SetAction((parsed, _) =>
        {
            string[] joined = parsed.GetValue(seeds) ?? [];
            foreach (string seed in joined) HostPort.Parse(seed);
            string[] own = parsed.GetValue(streamPort) is var stream and > 0 ? [FormattableString.Invariant($"mtrl-wire.port = {stream}")] : [];
            string text = string.Join('\n', own.Concat((parsed.GetValue(hocon) ?? []).Select(static setting => setting.Contains('=', StringComparison.Ordinal)
                ? setting : throw new SettingsException($"--set takes key=value, not '{setting}'"))));
            return NodeSession.RunAsync(
                new ClusterNodeOptions(
                    NodeRoleNames.Parse(parsed.GetValue(roles)!), parsed.GetValue(host)!, parsed.GetValue(port), joined,
                    Path.GetFullPath(parsed.GetValue(runs)!), parsed.GetValue(http), Options.Certificates(parsed.GetValue(Tls)), text),
                parsed.GetValue(mujoco),
                parsed.GetValue(log));
        });
        return command;
    }

    private static Command Run()
    {
        var preset = Options.Preset();
        var name = new Option<string?>("--run") { Description = "Name of the run; the preset's, seed's and a number else." };
        var seeds = Seeds();
        var runs = Options.RunsDirectory();
        var set = Options.Set();
        var match = Options.MatchParameters();
        var journal = Options.Journal();
        var command = new Command("run", "Has a cluster train a multi-task agent. Ctrl-C leaves the run to the cluster.") { preset, name, seeds, runs, journal, set, match };
        command.SetAction((parsed, _) =>
        {
            string from = parsed.GetValue(preset)!, label = Path.GetFileNameWithoutExtension(from), directory = parsed.GetValue(runs)!;
            var planned = NewRun.Load(from, parsed.GetValue(set) ?? [], parsed.GetValue(match) is { } text ? ParameterTarget.Parse(text) : null);
            planned = planned with { Name = parsed.GetValue(name) ?? NewRun.FreeName(directory, planned.Seeded(label)) };
            return WithAsync(parsed, seeds, async client =>
            {
                // Nothing is made before it is known that there is a cluster.
                await client.StatusAsync().ConfigureAwait(false);
                var (folder, configuration) = planned.Make(directory, label, Options.ParseJournal(parsed.GetValue(journal)!));
                if (planned.Matched is { } matched) Console.WriteLine(matched.Line);
                return await SubmitAsync(client, folder, configuration).ConfigureAwait(false);
            });
        });
        return command;
    }

    private static Command Resume()
    {
        var run = Options.Run();
        var seeds = Seeds();
        var runs = Options.RunsDirectory();
        var command = new Command("resume", "Has a cluster go on with a run that was stopped, wherever it was trained before.") { run, seeds, runs };
        command.SetAction((parsed, _) =>
        {
            var folder = RunFolder.Find(parsed.GetValue(runs)!, parsed.GetValue(run)!);
            return WithAsync(parsed, seeds, client => SubmitAsync(client, folder, RunConfiguration.Read(folder.Configuration)));
        });
        return command;
    }

    private static Command Status()
    {
        var seeds = Seeds();
        var json = Options.Json();
        var watch = new Option<bool>("--watch") { Description = "Go on showing it until Ctrl-C." };
        var command = new Command("status", "Shows nodes, the run under way, and who waits for whom.") { seeds, json, watch };
        command.SetAction((parsed, cancel) => WithAsync(parsed, seeds, async client =>
        {
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, await client.StatusAsync().ConfigureAwait(false));
            else if (parsed.GetValue(watch)) await WatchAsync(client, cancel).ConfigureAwait(false);
            else foreach (string line in ClusterLines.All(await client.StatusAsync().ConfigureAwait(false))) Console.WriteLine(line);
            return 0;
        }));
        return command;
    }

    private static Command Drain()
    {
        var node = new Argument<string>("node") { Description = "Address of the node, HOST:PORT." };
        var seeds = Seeds();
        var command = new Command("drain", "Has a node hand over what it has, and end.") { node, seeds };
        command.SetAction((parsed, _) => WithAsync(parsed, seeds, async client =>
        {
            await client.DrainAsync(parsed.GetValue(node)!).ConfigureAwait(false);
            Console.WriteLine($"{parsed.GetValue(node)} hands over and ends; ./mtrl cluster status shows it");
            return 0;
        }));
        return command;
    }

    private static Command Stop()
    {
        var seeds = Seeds();
        var command = new Command("stop", "Ends the run under way after a checkpoint; ./mtrl cluster resume goes on with it.") { seeds };
        command.SetAction((parsed, _) => WithAsync(parsed, seeds, async client =>
        {
            await client.StopRunAsync().ConfigureAwait(false);
            Console.WriteLine("the run ends after a checkpoint");
            return 0;
        }));
        return command;
    }

    private static Command Demo()
    {
        var runs = Options.RunsDirectory();
        var rounds = new Option<long>("--rounds") { Description = "Rounds of the run.", DefaultValueFactory = _ => 4000 };
        var command = new Command("demo", "Shows a cluster of seven processes on this machine: a worker is killed, another one joins.") { runs, rounds };
        command.SetAction(async (parsed, cancel) =>
        {
            var demo = new ClusterDemo(Path.GetFullPath(parsed.GetValue(runs)!), parsed.GetValue(rounds));
            await using (demo.ConfigureAwait(false)) return await demo.RunAsync(cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static Option<string[]> Seeds() => new("--seed")
    {
        Description = "HOST:PORT of a node of the cluster; may be given often, for when one is away.",
        DefaultValueFactory = _ => ["127.0.0.1:7001"],
    };

    private static async Task<int> WithAsync(ParseResult parsed, Option<string[]> seeds, Func<ClusterClient, Task<int>> action)
    {
        var client = new ClusterClient(parsed.GetValue(seeds) ?? [], Options.Certificates(parsed.GetValue(Tls)));
        await using (client.ConfigureAwait(false)) return await action(client).ConfigureAwait(false);
    }

    private static async Task<int> SubmitAsync(ClusterClient client, RunFolder folder, RunConfiguration configuration)
    {
        int ahead = await client.SubmitAsync(folder.Name).ConfigureAwait(false);
        Console.WriteLine(ahead == 0 ? $"the cluster does the run {folder.Name}" : $"the run {folder.Name} is in the queue, {ahead} before it");
        return await RunWatch.FollowAsync(client, folder, configuration).ConfigureAwait(false);
    }

    private static async Task WatchAsync(ClusterClient client, CancellationToken cancel)
    {
        var display = new ClusterDisplay(AnsiConsole.Console, TrainingDisplay.IsTerminal(AnsiConsole.Console), WatchInterval, TimeProvider.System);
        await using (display.ConfigureAwait(false))
        {
            using var ticks = new PeriodicTimer(WatchInterval);
            try
            {
                do display.Show(await client.StatusAsync().ConfigureAwait(false));
                while (await ticks.WaitForNextTickAsync(cancel).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                // A person has seen enough.
            }
        }
    }
}
