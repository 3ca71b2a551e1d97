using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serilog.Events;

namespace MtrlAkka.Cli.Tests;

public class RunLoggingTests
{
    [Fact]
    public void The_file_takes_everything_and_the_console_what_its_switch_lets_through()
    {
        using var folder = new TemporaryFolder();
        var console = new List<string>();
        using (var log = new RunLogging(folder.Path) { ConsoleLine = console.Add })
        {
            var logger = log.Factory.CreateLogger("Akka.Cluster");
            logger.LogInformation("joined {Node}", "here");
            log.AkkaConsoleLevel = LogEventLevel.Warning;
            logger.LogInformation("cluster gossip");
            log.ConsoleLevel = LogEventLevel.Warning;
            logger.LogInformation("round {Round}", 7);
            logger.LogWarning(new InvalidOperationException("no space\nleft"), "checkpoint {Round} failed", 8);
        }

        Assert.Equal(2, console.Count);
        Assert.EndsWith(" joined here", console[0], StringComparison.Ordinal);
        Assert.EndsWith(" warning: checkpoint 8 failed (InvalidOperationException: no space left)", console[1], StringComparison.Ordinal);

        string file = Assert.Single(Directory.GetFiles(folder["log"], "mtrl-*.json"));
        var events = File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(4, events.Count);
        Assert.Equal(7, events[2].GetProperty("Round").GetInt32());
        Assert.Equal("Akka.Cluster", events[2].GetProperty("SourceContext").GetString());
        Assert.Contains("InvalidOperationException", events[3].GetProperty("@x").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_say_on_which_node_they_were_written_and_of_which_run()
    {
        using var folder = new TemporaryFolder();
        using (var log = new RunLogging(folder.Path) { ConsoleLine = static _ => { } })
        {
            log.Say("Node", "127.0.0.1:7001");
            log.Say("Roles", (string[])["learner", "replay"]);
            log.Logger.Information("alone");
            log.Say("Run", "mt10-seed1");
            log.Factory.CreateLogger("Akka.Cluster").LogInformation("hosts {Shards} of {Run}", 2, "another");
            log.Logger.Information("training");
            log.Say("Run", null);
            log.Logger.Information("alone again");
        }

        var events = File.ReadAllLines(Assert.Single(Directory.GetFiles(folder["log"], "mtrl-*.json"))).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(events, static one => Assert.Equal("127.0.0.1:7001", one.GetProperty("Node").GetString()));
        Assert.All(events, static one => Assert.Equal(["learner", "replay"], one.GetProperty("Roles").EnumerateArray().Select(static role => role.GetString())));
        // What a line says of itself goes before.
        Assert.Equal([null, "another", "mt10-seed1", null], events.Select(static one => one.TryGetProperty("Run", out var run) ? run.GetString() : null));
    }
}
