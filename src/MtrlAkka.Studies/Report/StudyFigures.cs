using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Report;

/// <summary>The figures of a study's report.</summary>
internal sealed class StudyFigures
{
    private const int Thresholds = 101, MostColumns = 10;
    private const string Intervals = "are 95 % intervals of a stratified bootstrap over the seeds.", Bars = $"Bars {Intervals}", Bands = $"Bands {Intervals}";
    private readonly StudyDefinition _study;
    private readonly IReadOnlyList<CellFigures> _cells;
    private readonly Comparisons _comparisons;

    /// <summary>Of a study's finished runs.</summary>
    public StudyFigures(StudyDefinition study, IReadOnlyList<CellFigures> cells, Comparisons comparisons) =>
        (_study, _cells, _comparisons) = (study, [.. cells.Where(static cell => cell.Runs.Count > 0)], comparisons);

    /// <summary>All of them, in the order of the report; those without any point are left out.</summary>
    public IReadOnlyList<Figure> All()
    {
        if (_cells.Count == 0) return [];
        var figures = new List<Figure>();
        foreach (string measure in _study.Plot.Measures)
        {
            if (AtEnd(measure) is { } chart) figures.Add(chart);
        }

        if (Improvement() is { } improvement) figures.Add(improvement);
        foreach (string measure in _study.Plot.Measures) figures.AddRange(Curves(measure));
        figures.Add(ByTask());
        figures.AddRange(Facets().Select(Profiles));
        return figures;
    }

    private bool HasNumbers => _study.Plot.X is StudyPlot.ActorParameters or StudyPlot.Parameters;

    private ChartAxis X => _study.Plot.X switch
    {
        StudyPlot.ActorParameters => ChartAxis.OfMagnitudes("parameters of the actor"),
        StudyPlot.Parameters => ChartAxis.OfMagnitudes("parameters of actor and critics"),
        _ => ChartAxis.OfNames(_study.Axis(_study.Plot.X).Title, _study.Axis(_study.Plot.X).Values),
    };

    private double Place(CellFigures cell) =>
        HasNumbers ? cell.Parameters(_study.Plot.X == StudyPlot.ActorParameters) : _study.Axis(_study.Plot.X).Values.ToList().IndexOf(cell.Cell[_study.Plot.X]);

    private Chart? AtEnd(string measure)
    {
        var points = _cells.Select(cell => (Cell: cell, Last: cell.Last(measure))).Where(static one => one.Last is not null).ToArray();
        if (points.Length == 0) return null;
        var mark = HasNumbers || _study.Axis(_study.Plot.X).Values.All(static value => double.TryParse(value, out _)) ? ChartMark.Points : ChartMark.Alone;
        List<ChartSeries> series =
        [
            .. points.GroupBy(one => one.Cell.Name(_study.Plot.Series)).Select((group, i) => new ChartSeries(
                group.Key, [.. group.Select(one => new ChartPoint(Place(one.Cell), one.Last!.Value, one.Last.Interval)).OrderBy(static point => point.X)], mark, i)),
        ];
        var paper = PaperSeries.Of(_study, measure);
        series.AddRange(paper);
        string by = HasNumbers ? "parameters" : _study.Plot.X;
        return new Chart(
            $"{measure}-by-{_study.Plot.X}", $"{MeasureTitles.Heading(measure)} by {by.Replace('-', ' ')}", $"At the end of the runs. {Bars} {PaperCaption(measure, paper)}".TrimEnd(), X,
            MeasureTitles.Of(measure), series)
        {
            OfShares = measure == StudyMeasures.Success,
        };
    }

    private string PaperCaption(string measure, IReadOnlyList<ChartSeries> drawn)
    {
        var figures = PaperSeries.Figures(_study, measure);
        if (figures.Count == 0) return "";
        string names = string.Join(" and ", figures);
        string dormant = measure == StudyMeasures.Success ? "" : " Its data do not say of which network.";
        if (drawn.Count == 0) return $"The paper's points ({names}) stand at other places of this axis and are not drawn; a table below has them.{dormant}";
        return _study.Scale == "paper"
            ? $"Hollow and grey: the points of the paper ({names}; arXiv 2503.05126), whose protocol this is.{dormant}"
            : $"Hollow and grey: the points of the paper ({names}; arXiv 2503.05126). They are of its full protocol, ours of another scale: fewer and easier tasks, smaller networks, shorter runs. "
                + $"The axes agree, the heights cannot be compared.{dormant}";
    }

    // Cells that differ in what stands on x, or in what no series tells apart, are the lines of one plot.
    private IEnumerable<(string Name, IReadOnlyList<(string Line, CellFigures Cell)> Lines)> Facets()
    {
        string[] others = [.. _study.Axes.Select(static axis => axis.Name).Except(_study.Plot.Series)];
        var facets = _cells.GroupBy(cell => cell.Name(_study.Plot.Series)).ToArray();
        return facets.All(static facet => facet.Count() == 1)
            ? [("", [.. facets.Select(static facet => (facet.Key, facet.First()))])]
            : facets.Select(facet => (facet.Key, (IReadOnlyList<(string, CellFigures)>)[.. facet.Select(cell => (cell.Name(others), cell))]));
    }

    private IEnumerable<Chart> Curves(string measure)
    {
        foreach (var (name, lines) in Facets())
        {
            ChartSeries[] series =
            [
                .. lines.Select((line, i) => new ChartSeries(
                    line.Line, [.. line.Cell.Curve(measure).Select(static at => new ChartPoint(at.Step, at.Estimate.Value, at.Estimate.Interval))], ChartMark.Curve, i)),
            ];
            if (series.All(static one => one.Points.Count < 2)) continue;
            yield return new Chart(
                Key($"{measure}-curve", name), Heading($"{MeasureTitles.Heading(measure)} while training", name), $"Over the environment steps of all tasks together. {Bands}",
                ChartAxis.Of("environment steps"), MeasureTitles.Of(measure), series)
            {
                OfShares = measure == StudyMeasures.Success,
            };
        }
    }

    private ShareMap ByTask()
    {
        string[] tasks = [.. _cells.SelectMany(static cell => cell.Tasks).Distinct()], names = [.. _cells.Select(cell => cell.Name([.. _study.Axes.Select(static axis => axis.Name)]))];
        double Share(CellFigures cell, string task) =>
            cell.Tasks.ToList().IndexOf(task) is var place and >= 0 ? AggregateMetrics.TaskMeans(cell.Scores!)[place] : double.NaN;
        const string Caption = "Success on each task at the end, mean over the seeds.";
        return tasks.Length <= MostColumns
            ? new ShareMap("success-by-task", "Success on each task", Caption, names, tasks, [.. _cells.Select(cell => tasks.Select(task => Share(cell, task)).ToArray())])
            : new ShareMap("success-by-task", "Success on each task", Caption, tasks, names, [.. tasks.Select(task => _cells.Select(cell => Share(cell, task)).ToArray())]);
    }

    private Chart Profiles((string Name, IReadOnlyList<(string Line, CellFigures Cell)> Lines) facet)
    {
        double[] thresholds = PerformanceProfile.Thresholds(Thresholds);
        return new Chart(
            Key("profile", facet.Name), Heading("Performance profiles", facet.Name),
            "Share of all scores, of any seed on any task, above each success. A curve that is higher everywhere is of runs that are better throughout.",
            ChartAxis.Of("success τ"), "share of scores above τ",
            [
                .. facet.Lines.Select((line, i) => new ChartSeries(
                    line.Line, [.. thresholds.Zip(PerformanceProfile.OfRunScores(line.Cell.Scores!, thresholds), static (x, y) => new ChartPoint(x, y, null))], ChartMark.Steps, i)),
            ])
        {
            OfShares = true,
        };
    }

    private Chart? Improvement()
    {
        if (_comparisons.All.Count == 0) return null;
        string[] places = [.. _comparisons.All.Select(static one => one.Place).Distinct()], values = [.. _comparisons.All.Select(static one => one.Value).Distinct()];
        bool oneEach = places.Length == 1;
        string[] names = oneEach ? values : places;
        ChartPoint Point(Comparison one) => new(Array.IndexOf(names, oneEach ? one.Value : one.Place), one.Improvement.Value, one.Improvement.Interval);
        return new Chart(
            "improvement", $"Improvement over {_study.Plot.Baseline}",
            $"How likely a run with it succeeds more often on a task than a run with {_study.Plot.Baseline}; at 0.5, the broken line, neither is better. {Bars}",
            ChartAxis.OfNames(_comparisons.Title, names), "probability of improvement",
            oneEach
                ? [new ChartSeries("", [.. _comparisons.All.Select(Point)], ChartMark.Alone, 0)]
                : [.. values.Select((value, i) => new ChartSeries(values.Length == 1 ? "" : value, [.. _comparisons.All.Where(one => one.Value == value).Select(Point)], ChartMark.Alone, i))])
        {
            OfShares = true, Level = Comparisons.Even,
        };
    }

    private static string Key(string key, string facet) => facet.Length == 0 ? key : $"{key}-{string.Concat(facet.Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}";

    private static string Heading(string heading, string facet) => facet.Length == 0 ? heading : $"{heading}: {facet}";
}
