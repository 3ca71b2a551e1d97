using System.Globalization;
using System.Net;
using System.Text;
using MtrlAkka.Load.Results;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Report;

namespace MtrlAkka.Load.Reports;

/// <summary>A report as one page that has everything in it, with a plot of each scenario's latencies and one of its overload.</summary>
public static class HtmlReport
{
    /// <summary>The whole page.</summary>
    public static string Of(LoadReport report)
    {
        var page = Begin(report.Machine);
        page.Append(CultureInfo.InvariantCulture, $"; all of it took {report.Seconds:0} s.</p>");
        if (report.Floors is { } floors) Table(page, ReportLines.Of(floors));
        foreach (var scenario in report.Scenarios)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Encoded(scenario.Name)}</h2><p>One request: {Encoded(scenario.Description)}. ");
            page.Append(scenario.Passed ? "Passed.</p>" : "<strong class=\"failed\">Failed.</strong></p>");
            Table(page, ReportLines.Of(scenario));
            Figure(page, Spread(scenario));
            if (scenario.Overload is { } overload) Figure(page, OverTime(overload.Result, "past capacity and back"));
        }

        return page.Append("</html>\n").ToString();
    }

    /// <summary>The page of one load.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="result">The load.</param>
    /// <param name="unit">What its requests move, in the plural.</param>
    public static string Of(LoadMachine machine, LoadResult result, string unit)
    {
        var page = Begin(machine);
        page.Append(CultureInfo.InvariantCulture, $".</p><h2>{Encoded(result.Scenario)}</h2><p>One request: {Encoded(result.Description)}. The load: {Encoded(result.Load)}.</p>");
        Table(page, ReportLines.Of(result, unit));
        Figure(page, OverTime(result, "under the profile"));
        return page.Append("</html>\n").ToString();
    }

    private static StringBuilder Begin(LoadMachine machine) => new StringBuilder()
        .Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Load</title><style>")
        .Append(PageStyle.Text()).Append("</style><h1>Load</h1><p>").Append(Encoded(ReportLines.Machine(machine)));

    private static Chart Spread(ScenarioReport scenario)
    {
        string[] names = ["p50", "p90", "p99", "p99.9", "longest"];
        ChartSeries[] series = [.. CsvReport.LoadsOf(scenario).SelectMany(static load => load.Result.Counted.Select(segment => (Name: load.Model == "overload" ? segment.Name : load.Model, segment.Latency)))
            .Select(static (load, color) => new ChartSeries(load.Name, PointsOf(load.Latency), ChartMark.Points, color))];
        return new Chart($"{scenario.Name}-latency", $"{scenario.Name}: latency", "Milliseconds since each request was due.", ChartAxis.OfNames("of all requests", names), "ms", series);
    }

    private static Chart OverTime(LoadResult result, string what) => new(
        $"{result.Scenario}-over-time",
        $"{result.Scenario}: {what}",
        "The 99th percentile of each second.",
        ChartAxis.Of("seconds"),
        "p99, ms",
        [new ChartSeries("p99", [.. result.Intervals.Select(static interval => new ChartPoint(interval.At, interval.Latency.P99, null))], ChartMark.Points, 0)]);

    private static ChartPoint[] PointsOf(Percentiles latency) =>
        [.. ((double[])[latency.P50, latency.P90, latency.P99, latency.P999, latency.Longest]).Select(static (value, place) => new ChartPoint(place, value, null))];

    private static void Figure(StringBuilder page, Chart chart) => page.Append(
        CultureInfo.InvariantCulture, $"<figure>{FigureDrawing.Of(chart).ToInlineSvg()}<figcaption>{Encoded(chart.Title)}. {Encoded(chart.Caption)}</figcaption></figure>");

    private static void Table(StringBuilder page, IEnumerable<(string Name, string Figure)> lines)
    {
        page.Append("<table>");
        foreach (var (name, figure) in lines) page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encoded(name)}</th><td>{Encoded(figure)}</td></tr>");
        page.Append("</table>");
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
