using System.Text.RegularExpressions;
using System.Xml.Linq;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Plots.Paper;
using MtrlAkka.Studies.Report;
using MtrlAkka.Studies.Results;
using MtrlAkka.Studies.Tests.Results;

namespace MtrlAkka.Studies.Tests.Report;

/// <summary>Reports of studies whose runs nobody trained.</summary>
public sealed class StudyReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("parameter-scaling", new[] { "success-by-actor-parameters", "dormant-critic-by-actor-parameters", "success-curve-three", "profile-six", "success-by-task" })]
    [InlineData("interventions", new[] { "success-by-treatment", "improvement", "success-curve", "profile" })]
    [InlineData("architectures", new[] { "success-by-architecture", "improvement", "profile-itself" })]
    public async Task Every_figure_is_in_the_page_and_beside_it(string name, string[] expected)
    {
        var (study, page) = await WriteAsync(StudyFile.Load(name).At("laptop", ["evaluation.interval=10000"], [1, 2], $"./mtrl study run {name}"));
        foreach (string figure in expected)
        {
            Assert.Contains($"<figure id=\"{figure}\">", page, StringComparison.Ordinal);
            byte[] png = await File.ReadAllBytesAsync(Path.Combine(study.Report, figure + ".png"));
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal("svg", XDocument.Load(Path.Combine(study.Report, figure + ".svg")).Root!.Name.LocalName);
        }

        // Nothing is fetched and nothing is run.
        Assert.DoesNotMatch(@"<(script|link|img|iframe|object)\b|url\((?!data:|#)|@import|src=""(?!data:)", page);
        // Names of clip paths would else be those of the first drawing.
        string[] ids = [.. Regex.Matches(page, "id=\"([^\"]+)\"").Select(static match => match.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public async Task Failed_runs_are_in_it_and_no_markup_of_others_is()
    {
        var definition = StudyFile.Load("interventions").At("laptop", ["run.rounds=5000"], [1, 2], "./mtrl study run <b>") with { Note = "a < b & \"c\"" };
        string failed = definition.Cells[1].RunName(2);
        var (_, page) = await WriteAsync(definition, failed);
        Assert.Contains("1 of 20 runs failed or cannot be read", page, StringComparison.Ordinal);
        Assert.Matches($@"<td>{failed}</td><td class=""number"">2</td><td>failed</td><td class=""number"">3</td><td>the learner failed: its loss is not a number</td>", page);
        Assert.Contains("./mtrl study run &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b &amp; &quot;c&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_of_which_nothing_is_finished_has_a_report_that_says_so()
    {
        var definition = StudyFile.Load("interventions").At("laptop", [], [1], "./mtrl study run interventions");
        var (study, page) = await WriteAsync(definition, [.. definition.Cells.Select(static cell => cell.RunName(1))]);
        Assert.Contains("0 of 10 runs finished", page, StringComparison.Ordinal);
        Assert.Contains("No two finished cells can be compared yet.", page, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(study.Report, "*.png"));
    }

    [Fact]
    public async Task The_papers_points_are_drawn_where_the_axes_agree_and_it_is_said_that_the_scale_is_another()
    {
        var definition = StudyFile.Load("parameter-scaling").At("laptop", ["run.rounds=5000"], [1], "./mtrl study run parameter-scaling");
        var (_, page) = await WriteAsync(definition);
        Assert.Contains("paper, MT50", page, StringComparison.Ordinal);
        Assert.Contains("The axes agree, the heights cannot be compared.", page, StringComparison.Ordinal);
        Assert.Contains(PaperPoints.Citation, page, StringComparison.Ordinal);
        (_, page) = await WriteAsync(StudyFile.Load("task-count").At("laptop", ["run.rounds=5000"], [1], "./mtrl study run task-count"));
        Assert.Contains("stand at other places of this axis and are not drawn", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_whose_colour_comes_again_are_dashed_in_a_drawing_of_lines()
    {
        ChartSeries[] series = [.. Enumerable.Range(0, 9).Select(static i => new ChartSeries($"series {i}", [new(0, i, null), new(1, i, null)], ChartMark.Curve, i))];
        var chart = new Chart("nine", "Nine", "", ChartAxis.Of("x"), "y", series);
        XElement[] dashed = [.. XDocument.Parse(FigureDrawing.Of(chart).ToInlineSvg()).Descendants().Where(static one => one.Attribute("stroke-dasharray") is not null)];
        // A line and its sample in the legend, of the eighth and the ninth.
        Assert.Equal(["var(--series-0)", "var(--series-0)", "var(--series-1)", "var(--series-1)"], dashed.Select(static one => one.Attribute("stroke")!.Value).Order());
    }

    [Fact]
    public void The_papers_points_are_those_of_its_file()
    {
        Assert.Equal(58, PaperPoints.All.Count);
        Assert.Equal(new PaperPoint("fig2", "MT50", "", 2_601_360, 0.7268, null), PaperPoints.Of("fig2")[0]);
        Assert.Equal(12.1324329376, PaperPoints.Of("fig4_3").Single(static point => point is { Tasks: "50", ActorParameters: > 3e7 }).DormantPercent);
        Assert.StartsWith("the paper's points have no figure fig9: there are fig1", Assert.Throws<InvalidDataException>(static () => PaperPoints.Of("fig9")).Message, StringComparison.Ordinal);
    }

    private async Task<(StudyFolder Study, string Page)> WriteAsync(StudyDefinition definition, params string[] failed)
    {
        var study = MadeUpStudy.Make(Path.Combine(_folder, definition.Study), definition, failed);
        await ResultsCollector.CollectAsync(study);
        return (study, await File.ReadAllTextAsync(StudyReport.Write(study, await StudyResults.ReadAsync(study))));
    }
}
