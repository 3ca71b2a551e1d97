using System.Globalization;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Results;

namespace MtrlAkka.Load.Reports;

/// <summary>The words and numbers of a report, for a terminal and for documents alike.</summary>
public static class ReportLines
{
    /// <summary>Where it was measured, in a line.</summary>
    public static string Machine(LoadMachine machine) =>
        Text($"{machine.Processor}, {machine.Cores} cores, load {machine.LoadBefore:0.0} before, {machine.Begun:yyyy-MM-dd HH:mm}");

    /// <summary>The machine's floors, a line each.</summary>
    public static IEnumerable<(string Name, string Figure)> Of(MachineFloors floors) =>
    [
        ("memory copy", Text($"{floors.MemoryCopy / 1e9:0.00} GB/s")),
        ("plain TCP over loopback", Text($"{floors.Tcp / 1e9:0.00} GB/s; 64 bytes there and back {floors.TcpRoundTrip:0.000} ms")),
        ("Akka.Remote ping-pong", Text($"{floors.RemoteRoundTrip:0.000} ms; 64 on the way {floors.RemoteRate:N0} /s")),
        ("SQLite commits of a row", Text($"{floors.SqliteCommits:N0} /s")),
        ("PostgreSQL commits of a row", floors.PostgresCommits is { } commits ? Text($"{commits:N0} /s") : "no server on this machine"),
    ];

    /// <summary>What a scenario came to, a line each.</summary>
    public static IEnumerable<(string Name, string Figure)> Of(ScenarioReport scenario)
    {
        var (busy, steady) = (scenario.Busy, scenario.Steady);
        yield return ("closed", Text($"{scenario.Closed.Load}: {Rate(busy, scenario.Unit)}; {Latency(busy.Latency)}"));
        yield return ("open", Text($"{steady.Offered:N0} requests/s offered: {Rate(steady, scenario.Unit)}; {Latency(steady.Latency)}"));
        if (scenario.Overload is { } overload)
        {
            yield return ("overload", Text(
                $"{overload.During.Offered:N0} requests/s offered: p99 {overload.During.Latency.P99:0.0} ms; before {overload.Before.Latency.P99:0.0}, after {overload.After.Latency.P99:0.0}; memory {overload.MemoryBefore / 1e6:0} MB, then at most {overload.MemoryDuring / 1e6:0}"));
        }

        foreach (var (floor, ratio) in scenario.Floors.Zip(scenario.Ratios)) yield return (floor.Name, Of(floor, ratio, scenario.Unit));
        foreach (string note in scenario.Notes) yield return ("note", note);
        foreach (string complaint in scenario.Complaints) yield return ("WRONG", complaint);
    }

    /// <summary>What one load came to: a line for each segment, and for what was wrong.</summary>
    /// <param name="result">The load.</param>
    /// <param name="unit">What its requests move, in the plural.</param>
    public static IEnumerable<(string Name, string Figure)> Of(LoadResult result, string unit)
    {
        foreach (var segment in result.Segments) yield return (segment.Name, Text($"{segment.Offered:N1} requests/s offered: {Rate(segment, unit)}; {Latency(segment.Latency)}"));
        foreach (string complaint in ScenarioReport.Wrong(result)) yield return ("WRONG", complaint);
    }

    /// <summary>Percentiles in a line.</summary>
    public static string Latency(Percentiles latency) =>
        Text($"p50 {latency.P50:0.00} p90 {latency.P90:0.00} p99 {latency.P99:0.00} p99.9 {latency.P999:0.00} longest {latency.Longest:0.0} ms");

    private static string Of(Floor floor, Ratio ratio, string unit) => floor.Kind == FloorKind.Rate
        ? Text($"{floor.Description}: {floor.Value:N0} {unit}/s; this is {ratio.Value:P1} of it")
        : Text($"{floor.Description}: {floor.Value:0.000} ms; this takes {ratio.Value:0.00} times as long");

    private static string Rate(SegmentResult segment, string unit) =>
        Text($"{segment.Answered:N1} requests/s, {segment.Units:N0} {unit}/s{(segment.Bytes > 0 ? Text($", {segment.Bytes / 1e6:N1} MB/s") : "")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
