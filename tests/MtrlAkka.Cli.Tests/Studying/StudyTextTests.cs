using MtrlAkka.Cli.Studying;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using Spectre.Console;

namespace MtrlAkka.Cli.Tests.Studying;

/// <summary>What people read of a study.</summary>
public class StudyTextTests
{
    private static readonly StudyCell Cell = new("w8", [new StudyLabel("width", "8")], "quick", [], "0");

    private static readonly StudySnapshot Study = new(
        "scaling-laptop",
        [
            new StudyRun(Cell, 1, StudyRunState.Finished, 0, null), new StudyRun(Cell, 2, StudyRunState.Running, 0, null),
            new StudyRun(Cell, 3, StudyRunState.Failed, 3, "it broke"), new StudyRun(Cell, 4, StudyRunState.Waiting, 1, "it broke"),
        ],
        [new ActiveRun("w8-seed2", 1000, new RunProgress(500, 120, 0.25))],
        TimeSpan.FromSeconds(250));

    [Fact]
    public void A_line_has_what_counts() => Assert.Equal(
        "scaling-laptop: 1 of 4 runs finished (62.5 %), 1 failed, under way: w8-seed2 50.0 %, 1 waiting, 4 min 10 s left", StudyText.Summary(Study));

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void A_panel_fits_the_terminal(int width)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width - 1;
        console.Write(StudyPanel.Draw(Study, width));
        string text = output.ToString();
        // The study, two lines of its runs, the table of one run, and what failed.
        Assert.InRange(text.TrimEnd().Split('\n').Length, 6, width == 40 ? 7 : 6);
        Assert.Contains("1 of 4 finished", text, StringComparison.Ordinal);
        Assert.Contains("1 under way, 1 waiting, 1 fail", text, StringComparison.Ordinal);
        Assert.Contains("w8-seed2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no room", 1, "mtrl: w8-seed2: out of space", "mtrl: w8-seed1: no room")]
    [InlineData("no room", 1, "mtrl: no room")]
    [InlineData("signal 9 ended its process", 137)]
    [InlineData("signal 11 ended its process: double free", 139, "mtrl: warning: slow", "double free", "")]
    [InlineData("its process ended with exit code 6: Fatal error.", 6, "Fatal error.")]
    public void A_failure_is_told_from_what_its_process_left(string expected, int exitCode, params string[] errors) =>
        Assert.Equal(expected, ProcessFailure.Reason("w8-seed1", exitCode, errors));
}
