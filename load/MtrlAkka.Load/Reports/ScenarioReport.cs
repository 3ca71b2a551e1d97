using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Results;

namespace MtrlAkka.Load.Reports;

/// <summary>What one scenario came to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What one request is.</param>
/// <param name="Unit">What requests move, in the plural.</param>
/// <param name="Closed">As much as goes through when clients wait for their answers.</param>
/// <param name="Open">At half of that, whether answers come or not.</param>
/// <param name="Overload">Past capacity and back; null where that was left out.</param>
/// <param name="Floors">What plainer means do.</param>
/// <param name="Notes">Further figures, a line each.</param>
public sealed record ScenarioReport(
    string Name, string Description, string Unit, LoadResult Closed, LoadResult Open, OverloadReport? Overload, IReadOnlyList<Floor> Floors, IReadOnlyList<string> Notes)
{
    /// <summary>The segment of the closed model that counts.</summary>
    public SegmentResult Busy => Closed.Counted.Single();

    /// <summary>The segment of the open model that counts.</summary>
    public SegmentResult Steady => Open.Counted.Single();

    /// <summary>Figures by their floors.</summary>
    public IReadOnlyList<Ratio> Ratios =>
    [
        .. Floors.Select(floor => floor.Kind == FloorKind.Rate
            ? new Ratio($"{Name}.{floor.Name}", Busy.Units / floor.Value, HigherIsBetter: true)
            : new Ratio($"{Name}.{floor.Name}", Steady.Service.P50 / floor.Value, HigherIsBetter: false)),
    ];

    /// <summary>Whether every answer was right, nothing was lost, and the overload did no harm.</summary>
    public bool Passed => Closed.Passed && Open.Passed && Overload is not { Passed: false };

    /// <summary>What was wrong, a line each.</summary>
    public IEnumerable<string> Complaints => Wrong(Closed).Concat(Wrong(Open)).Concat(Overload is { } overload ? Wrong(overload.Result).Concat(overload.Complaints) : []);

    /// <summary>What was wrong with one load, a line each.</summary>
    internal static IEnumerable<string> Wrong(LoadResult result) => result.Violations
        .Concat(result.Segments.SelectMany(static segment => segment.Failures.Select(failure => FormattableString.Invariant($"{segment.Name}: {failure.Value} requests: {failure.Key}"))))
        .Concat(result.Segments.Where(static segment => segment.Unanswered > 0).Select(static segment => FormattableString.Invariant($"{segment.Name}: {segment.Unanswered} requests unanswered")));
}
