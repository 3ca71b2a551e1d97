using System.Globalization;
using System.Text.RegularExpressions;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Plots.Paper;

namespace MtrlAkka.Studies.Report;

/// <summary>The paper's points on the axes of a study, where they have a place there.</summary>
internal static partial class PaperSeries
{
    private const string Tasks = "tasks", Actor = "actor", Architecture = "architecture", Simple = "Simple feed-forward";

    /// <summary>The series to draw for a measure; none where the axes do not agree.</summary>
    public static IReadOnlyList<ChartSeries> Of(StudyDefinition study, string measure)
    {
        var placed =
            from figure in study.PaperFigures
            from point in PaperPoints.Of(figure)
            let y = Height(point, measure)
            where y is not null
            let place = Place(study, point, PaperPoints.Of(figure))
            where place is not null
            // By size where sizes tell the series apart, else by name.
            orderby study.Plot.X == Tasks ? point.ActorParameters : 0, place.Value.Series
            group new ChartPoint(place.Value.X, y.Value, null) by $"paper, {place.Value.Series}";
        return [.. placed.Select(static (series, i) => new ChartSeries(series.Key, [.. series.OrderBy(static point => point.X)], ChartMark.Published, i))];
    }

    /// <summary>Figures of the study that have points of a measure.</summary>
    public static IReadOnlyList<string> Figures(StudyDefinition study, string measure) =>
        [.. study.PaperFigures.Where(figure => PaperPoints.Of(figure).Any(point => Height(point, measure) is not null))];

    // The paper's data do not say of which network the dormant units are, so they stand beside both.
    private static double? Height(PaperPoint point, string measure) => measure switch
    {
        StudyMeasures.Success => point.Success,
        StudyMeasures.DormantActor or StudyMeasures.DormantCritic => point.DormantPercent,
        _ => null,
    };

    private static (double X, string Series)? Place(StudyDefinition study, PaperPoint point, IReadOnlyList<PaperPoint> figure)
    {
        if (study.Plot.X == StudyPlot.ActorParameters) return point.ActorParameters is { } parameters ? (parameters, point.Series) : null;
        if (study.Plot.X == StudyPlot.Parameters) return null;
        (string Value, string Series)? named = study.Plot.X switch
        {
            Tasks when point.ActorParameters is { } parameters => (point.Tasks, string.Create(CultureInfo.InvariantCulture, $"actor of {FigureDrawing.Number(parameters)}")),
            Actor when Widths().Match(point.Variant) is { Success: true } widths => (widths.Groups[1].Value, $"critics {widths.Groups[2].Value}"),
            Architecture when point.Variant == Simple => figure.FirstOrDefault(other => other.ActorParameters == point.ActorParameters && other.Variant != Simple) is { } matched
                ? (Value(matched), "simple network") : null,
            Architecture => (Value(point), "architecture"),
            _ => null,
        };
        int place = named is null ? -1 : study.Axis(study.Plot.X).Values.ToList().IndexOf(named.Value.Value);
        return place < 0 ? null : (place, named!.Value.Series);
    }

    // Soft Modules is soft-modules, MOORE is moore.
    private static string Value(PaperPoint point) => point.Variant.ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex(@"^A(\d+)/C(\d+)$")]
    private static partial Regex Widths();
}
