using System.Globalization;
using System.Text;
using MtrlAkka.Load.Results;

namespace MtrlAkka.Load.Reports;

/// <summary>A report's segments as a table: one line for each segment of each load.</summary>
public static class CsvReport
{
    private const string Header =
        "scenario,model,segment,counts,seconds,offered_per_s,answered_per_s,units_per_s,bytes_per_s,failed,unanswered,mean_ms,p50_ms,p90_ms,p99_ms,p999_ms,longest_ms,service_p50_ms,service_p99_ms";

    /// <summary>The whole table, with its header.</summary>
    public static string Of(LoadReport report) => Table(report.Scenarios.SelectMany(LoadsOf));

    /// <summary>The table of one load, with its header.</summary>
    public static string Of(LoadResult result) => Table([(result.Model, result)]);

    /// <summary>The loads of a scenario by their names.</summary>
    internal static IEnumerable<(string Model, LoadResult Result)> LoadsOf(ScenarioReport scenario)
    {
        yield return ("closed", scenario.Closed);
        yield return ("open", scenario.Open);
        if (scenario.Overload is { } overload) yield return ("overload", overload.Result);
    }

    private static string Table(IEnumerable<(string Model, LoadResult Result)> loads)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (model, result) in loads)
        {
            foreach (var segment in result.Segments) text.Append(Line(result.Scenario, model, segment)).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(string scenario, string model, SegmentResult segment) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scenario},{model},{segment.Name},{(segment.Counts ? 1 : 0)},{segment.Seconds},{segment.Offered:0.###},{segment.Answered:0.###},{segment.Units:0.###},{segment.Bytes:0.###},{segment.Failed},{segment.Unanswered},{Numbers(segment.Latency)},{segment.Service.P50:0.####},{segment.Service.P99:0.####}");

    private static string Numbers(Percentiles latency) => string.Create(
        CultureInfo.InvariantCulture, $"{latency.Mean:0.####},{latency.P50:0.####},{latency.P90:0.####},{latency.P99:0.####},{latency.P999:0.####},{latency.Longest:0.####}");
}
