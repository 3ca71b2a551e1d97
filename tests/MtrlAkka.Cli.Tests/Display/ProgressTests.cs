using MtrlAkka.Cluster.Metrics;
using System.Globalization;
using MtrlAkka.Cli.Display;
using Spectre.Console;

namespace MtrlAkka.Cli.Tests.Display;

public class ProgressTests
{
    private static readonly ProgressSnapshot Underway = new()
    {
        RunName = "quick-20261122-213000",
        Preset = "quick",
        Phase = "training",
        Round = 12_345,
        TotalRounds = 100_000,
        EnvironmentStepsPerSecond = 1234.5,
        UpdatesPerSecond = 56.78,
        CriticLoss = 0.01234,
        ActorLoss = -12.34,
        CheckpointRound = 12_000,
        CheckpointAge = TimeSpan.FromSeconds(75),
        TimeLeft = TimeSpan.FromMinutes(65),
        Tasks =
        [
            new("reach", 0.25, 0.5, 0.0123),
            new("drawer-close", 0.75, null, 0.5),
            new("button-press-topdown-wall", null, null, null, Quarantined: true),
        ],
    };

    [Fact]
    public void A_plain_line_says_what_is_known() => Assert.Equal(
        "training, round 12,345 of 100,000 (12.3 %), 1,234 steps/s, 56.8 updates/s, evaluated 0.50, training 0.50, "
        + "critic loss 0.0123, actor loss -12.3, checkpoint at 12,000, 1 h 05 min left",
        ProgressLine.Format(Underway));

    [Fact]
    public void A_plain_line_leaves_out_what_is_not_known() => Assert.Equal(
        "starting, round 0",
        ProgressLine.Format(new ProgressSnapshot { RunName = "a", Preset = "b", Phase = "starting" }));

    [Fact]
    public void The_panel_shows_every_figure()
    {
        string[] lines = Lines(Underway, 80, 24);
        Assert.Equal("quick-20261122-213000  quick  training", lines[0]);
        Assert.StartsWith("round    12,345 of 100,000 (12.3 %), 1 h 05 min left  ━", lines[1], StringComparison.Ordinal);
        Assert.Equal("rates    1,234 steps/s  56.8 updates/s  checkpoint 12,000, 1 min 15 s ago", lines[2]);
        Assert.Equal("losses   0.0123 critic  -12.3 actor  success 0.50 evaluated  0.50 training", lines[3]);
        Assert.Equal("task                       eval train    temp", lines[4]);
        Assert.Equal("reach                      0.25  0.50  0.0123", lines[5]);
        Assert.Equal("drawer-close               0.75     -   0.500", lines[6]);
        Assert.Equal("button-press-topdown-wall    left out", lines[7]);
    }

    [Theory]
    [InlineData(1, 80, 24)]
    [InlineData(10, 80, 24)]
    [InlineData(25, 80, 24)]
    [InlineData(50, 80, 24)]
    [InlineData(50, 200, 60)]
    public void The_panel_keeps_to_the_terminal(int tasks, int width, int height)
    {
        var many = Underway with { Tasks = [.. Enumerable.Range(0, tasks).Select(i => new TaskProgress($"button-press-topdown-{i}", 0.5, 1, 1e-7))] };
        string[] lines = Lines(many, width, height);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width - 1));
        Assert.InRange(lines.Length, 1, height);
    }

    [Fact]
    public void An_alarm_is_shown_whole()
    {
        string alarm = "disk full: " + new string('x', 100) + " end";
        Assert.Contains("end", string.Join('\n', Lines(Underway with { Alarms = [alarm] }, 80, 24)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.00012, "1.2e-04")]
    [InlineData(0.0567, "0.0567")]
    [InlineData(-3.14159, "-3.14")]
    [InlineData(123456.0, "1.2e+05")]
    [InlineData(double.NaN, "nan")]
    [InlineData(null, "-")]
    public void Numbers_take_few_columns(double? number, string expected) => Assert.Equal(expected, Figures.Number(number));

    [Theory]
    [InlineData(5, "5 s")]
    [InlineData(65, "1 min 05 s")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(100_000, "1 d 3 h")]
    public void Durations_show_two_units(int seconds, string expected) => Assert.Equal(expected, Figures.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task Without_a_terminal_notes_alarms_and_the_last_state_are_lines()
    {
        var (console, output) = Plain(80);
        await using (var display = new TrainingDisplay(console, live: false, TimeSpan.FromMinutes(1), TimeProvider.System))
        {
            display.Note("evaluation at round 100: 0.50");
            display.Show(Underway with { Alarms = ["disk full"] });
        }

        Assert.Equal(
            ["evaluation at round 100: 0.50", "alarm: disk full", ProgressLine.Format(Underway)],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Several_runs_have_lines_of_their_own()
    {
        var other = Underway with { RunName = "other", Round = 12_400, Alarms = ["disk full"] };
        var (console, output) = Plain(80);
        await using (var display = new TrainingDisplay(console, live: false, TimeSpan.FromMinutes(1), TimeProvider.System, Underway.RunName, "other"))
        {
            display.Note("other", "evaluation at round 100: 0.50");
            display.Show(other);
            display.Show(Underway);
        }

        Assert.Equal(
            ["other: evaluation at round 100: 0.50", "other: alarm: disk full", $"{Underway.RunName}: {ProgressLine.Format(Underway)}", $"other: {ProgressLine.Format(other)}"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void The_panel_of_several_runs_has_a_line_for_each(int width)
    {
        var (console, output) = Plain(width);
        console.Write(RunsPanel.Draw([Underway, Underway with { RunName = new string('x', 40), UpdatesPerSecond = null, Alarms = ["disk full"] }], width));
        string[] lines = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd())];
        Assert.Equal(4, lines.Length);
        Assert.EndsWith("training          12,345  12.3 %       56.8  0.50   0.50", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("training          12,345  12.3 %          -  0.50   0.50", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("! xxx", lines[3], StringComparison.Ordinal);
        Assert.All(lines[..3], line => Assert.InRange(line.Length, 0, width - 1));
    }

    [Fact]
    public async Task On_a_terminal_the_cursor_comes_back()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 80;
        await using (var display = new TrainingDisplay(console, live: true, TimeSpan.FromSeconds(1), TimeProvider.System))
        {
            display.Show(Underway);
            display.Note("a [note] that stays");
        }

        string written = output.ToString();
        Assert.Contains("a [note] that stays", written, StringComparison.Ordinal);
        Assert.Contains("12,345 of 100,000", written, StringComparison.Ordinal);
        Assert.True(written.LastIndexOf("\e[?25h", StringComparison.Ordinal) > written.LastIndexOf("\e[?25l", StringComparison.Ordinal));
    }

    private static string[] Lines(ProgressSnapshot snapshot, int width, int height)
    {
        var (console, output) = Plain(width);
        console.Write(ProgressPanel.Draw(snapshot, width, height));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
    }

    private static (IAnsiConsole, StringWriter) Plain(int width)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        return (console, output);
    }
}
