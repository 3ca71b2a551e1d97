using System.Globalization;
using System.Text.Json;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Protocol;
using Spectre.Console;

namespace MtrlAkka.Cli.Tests.Display;

public class ClusterDisplayTests
{
    private static readonly ClusterStatus Troubled = MadeUpCluster.Status with
    {
        Alarms = ["no node has the role evaluator"],
        Run = MadeUpCluster.Run with { Quarantined = ["reach-v3", "push-v3"], Alarms = ["disk full: " + new string('x', 100) + " end"] },
    };

    [Fact]
    public void Eighty_columns_show_the_run_and_what_each_node_does() => Assert.Equal(
        [
            "cluster  7 nodes (2 silent, 1 draining)  director 127.0.0.1:7001",
            "run      mt10-seed1  mt10  lockstep  training",
            "round    12,345 of 100,000 (12.3 %)  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━",
            "commit   12,000, 1 min 15 s ago  life 3 (1 rollback)",
            "rates    812 steps/s  40.6 updates/s  success 0.45 evaluated  0.50 training",
            "waits    environments 1 % replay, 62 % weights; learner 25 % batches",
            "queue    mt25-seed1, mt50",
            "replay   812 rows/s in  51,968 out  policy 1 behind  restarts 2  late 0",
            "node              state       hosts          steps/s updates/s cores    memory",
            "127.0.0.1:7001    up          (coordinator)                     0.02  180.0 MB",
            "127.0.0.1:7002    up          learner eval                40.6  1.61    1.4 GB",
            "127.0.0.1:7003    up          sh 0-1,3                          0.02    3.1 GB",
            "127.0.0.1:7004    up          10 env             410            0.90  180.0 MB",
            "127.0.0.1:7005    silent 7s   10 env             402            0.88  180.0 MB",
            "….20.30.40:17006  silent 90s  (worker)",
            "127.0.0.1:7007    draining    sh 2                              0.02  180.0 MB",
        ],
        Panel(MadeUpCluster.Status, 80));

    [Fact]
    public void Wide_terminals_show_more_of_each_node()
    {
        string[] lines = Panel(MadeUpCluster.Status, 120);
        Assert.Equal("127.0.0.1:7003     up          sh 0-1,3                               812  51,968  0.02    3.1 GB       3  131.1 kB", lines[11]);
        Assert.StartsWith("10.20.30.40:17006  silent 90s", lines[14], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(300)]
    public void The_panel_keeps_to_the_terminal_and_shows_alarms_whole(int width)
    {
        string[] lines = Panel(Troubled, width);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width - 1));
        string whole = string.Concat(lines).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("!nonodehastheroleevaluator", whole, StringComparison.Ordinal);
        Assert.Contains("!inquarantine,leftoutofthetraining:reach-v3,push-v3", whole, StringComparison.Ordinal);
        Assert.Contains(new string('x', 100) + "end", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_a_run_says_so() => Assert.Equal(
        [
            "cluster  1 node  director 127.0.0.1:7001",
            "run      none is active",
            "replay   0.00 rows/s in  0.00 out  policy -  restarts 0  late 0",
            "node            state       hosts          steps/s updates/s cores    memory",
            "127.0.0.1:7001  up          (coordinator)                     0.02  180.0 MB",
        ],
        Panel(MadeUpCluster.Idle, 80));

    [Fact]
    public void Lines_say_all_that_is_known()
    {
        string[] lines = [.. ClusterLines.All(Troubled)];
        Assert.Equal("7 nodes (2 silent, 1 draining), director 127.0.0.1:7001", lines[0]);
        Assert.Equal(
            "mt10-seed1 (mt10, lockstep): training, round 12,345 of 100,000 (12.3 %), life 3 (1 rollback), 812 steps/s, 40.6 updates/s, "
            + "evaluated 0.45, training 0.50, committed 12,000, 1 min 15 s ago",
            lines[1]);
        Assert.Equal("environments wait 1 % of the time for the replay, 62 % for weights; the learner 25 % for batches", lines[2]);
        Assert.Equal("127.0.0.1:7003 up, replay, shards 0-1,3, 812 rows/s in, 51,968 out, 0.02 cores, 3.1 GB, 210 handles, mailbox 3, 131.1 kB in flight", lines[5]);
        Assert.Equal("127.0.0.1:7004 up, worker, 10 environments, 410 steps/s, policy 1 behind, 0.90 cores, 180.0 MB, 210 handles, mailbox 3, 131.1 kB in flight, 2 restarts", lines[6]);
        Assert.StartsWith("127.0.0.1:7005 silent 6 s, worker", lines[7], StringComparison.Ordinal);
        Assert.Equal("10.20.30.40:17006 silent 1 min 30 s, worker", lines[8]);
        Assert.Equal(
            [
                "queue: mt25-seed1, mt50",
                "alarm: no node has the role evaluator",
                $"alarm: disk full: {new string('x', 100)} end",
                "alarm: in quarantine, left out of the training: reach-v3, push-v3",
            ],
            lines[10..]);
        Assert.Equal(["1 node, director 127.0.0.1:7001", "no run is active"], ClusterLines.All(MadeUpCluster.Idle).Take(2));
    }

    [Fact]
    public void Json_has_every_field()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        JsonText.Write(output, Troubled);
        using var json = JsonDocument.Parse(output.ToString());
        var node = json.RootElement.GetProperty("nodes")[2];
        Assert.Equal("up", node.GetProperty("state").GetString());
        Assert.Equal(51_968, node.GetProperty("figures").GetProperty("samplesPerSecond").GetDouble());
        Assert.Equal([0, 1, 3], node.GetProperty("figures").GetProperty("parts").GetProperty("shards").EnumerateArray().Select(static one => one.GetInt32()));
        var run = json.RootElement.GetProperty("run");
        Assert.Equal(12_345, run.GetProperty("round").GetInt64());
        Assert.Equal(0.62, run.GetProperty("waits").GetProperty("environmentsForWeights").GetDouble());
        foreach (var (type, element) in new[] { (typeof(ClusterStatus), json.RootElement), (typeof(RunStatus), run), (typeof(NodeStatus), node), (typeof(NodeFigures), node.GetProperty("figures")) })
            Assert.Equal(type.GetProperties().Select(static one => JsonNamingPolicy.CamelCase.ConvertName(one.Name)), element.EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public async Task Without_a_terminal_alarms_and_the_last_status_are_lines()
    {
        var (console, output) = Plain(80);
        await using (var display = new ClusterDisplay(console, live: false, TimeSpan.FromMinutes(1), TimeProvider.System))
        {
            display.Note("node 127.0.0.1:7004 has left");
            display.Show(Troubled);
        }

        Assert.Equal(
            ["node 127.0.0.1:7004 has left", .. ClusterLines.Alarms(Troubled), ClusterLines.Summary(Troubled)],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task On_a_terminal_the_newest_status_stays()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 80;
        await using (var display = new ClusterDisplay(console, live: true, TimeSpan.FromSeconds(1), TimeProvider.System))
        {
            display.Show(MadeUpCluster.Idle);
            display.Show(MadeUpCluster.Status);
        }

        string written = output.ToString();
        Assert.Contains("12,345 of 100,000", written, StringComparison.Ordinal);
        Assert.True(written.LastIndexOf("\e[?25h", StringComparison.Ordinal) > written.LastIndexOf("\e[?25l", StringComparison.Ordinal));
    }

    private static string[] Panel(ClusterStatus status, int width)
    {
        var (console, output) = Plain(width);
        console.Write(ClusterPanel.Draw(status, width));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd())];
    }

    private static (IAnsiConsole, StringWriter) Plain(int width)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        return (console, output);
    }
}
