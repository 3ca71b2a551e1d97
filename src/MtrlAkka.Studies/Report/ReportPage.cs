using System.Globalization;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Plots.Paper;
using MtrlAkka.Studies.Results;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Report;

/// <summary>The report of a study as one page that needs nothing beside it. Equal results give the same page.</summary>
internal sealed class ReportPage
{
    private const int HashShown = 12;
    private readonly StudyResults _results;
    private readonly IReadOnlyList<CellFigures> _cells;
    private readonly StudyFindings _findings;
    private readonly IReadOnlyList<FigureDrawing> _figures;
    private readonly HtmlText _page = new();

    private ReportPage(StudyResults results, IReadOnlyList<CellFigures> cells, StudyFindings findings, IReadOnlyList<FigureDrawing> figures) =>
        (_results, _cells, _findings, _figures) = (results, cells, findings, figures);

    private StudyDefinition Study => _results.Study;

    private StudyProvenance Provenance => _results.Provenance;

    /// <summary>Writes the page.</summary>
    public static string Write(StudyResults results, IReadOnlyList<CellFigures> cells, StudyFindings findings, IReadOnlyList<FigureDrawing> figures) =>
        new ReportPage(results, cells, findings, figures).Write();

    private string Write()
    {
        _page.AddMarkup("<!doctype html>");
        using (_page.Within("html", "lang=\"en\""))
        {
            using (_page.Within("head"))
            {
                _page.AddMarkup("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
                _page.Add("title", $"{Study.Title} ({Study.Scale})");
                _page.AddMarkup($"<style>\n{PageStyle.Text()}</style>");
            }

            using (_page.Within("body")) Body();
        }

        return _page.ToString();
    }

    private void Body()
    {
        _page.Add("h1", Study.Title);
        _page.AddMarkup($"<p class=\"question\">{Text(Study.Question)}</p>");
        if (Study.Note.Length > 0) _page.AddMarkup($"<p class=\"note\">{Text(Study.Note)}</p>");
        int whole = _results.Runs.Count(static run => run.IsWhole);
        _page.AddMarkup(
            $"<p>{whole} of {_results.Runs.Count} runs finished: {Study.Cells.Count} cells, {(Study.Seeds.Count == 1 ? "one seed" : $"{Study.Seeds.Count} seeds")} each. Made by <code>{Text(Study.Command)}</code></p>");
        using (_page.Within("div", "class=\"cards\""))
        {
            Card("What these runs show", _findings.Shown());
            Card("What they do not show", _findings.NotShown());
        }

        if (_figures.Count > 0) _page.Add("h2", "Results");
        foreach (var figure in _figures.Where(IsOfEnd)) Show(figure);
        Scores();
        Measures();
        if (_figures.Any(static figure => !IsOfEnd(figure))) _page.Add("h2", "Over training, by task, and in full");
        foreach (var figure in _figures.Where(static figure => !IsOfEnd(figure))) Show(figure);
        Paper();
        WhatWasRun();
        Runs();
    }

    // Charts over the study's own axis come first; over steps and thresholds later.
    private static bool IsOfEnd(FigureDrawing drawing) => drawing.Figure is Chart chart && (chart.X.Categories is not null || chart.X.Logarithmic);

    private void Card(string title, IReadOnlyList<string> texts)
    {
        using var card = _page.Within("section");
        _page.Add("h3", title);
        _page.AddList(texts);
    }

    private void Show(FigureDrawing drawing)
    {
        using var figure = _page.Within("figure", $"id=\"{drawing.Figure.Key}\"");
        _page.Add("h3", drawing.Figure.Title);
        _page.AddMarkup(drawing.ToInlineSvg());
        _page.Add("figcaption", drawing.Figure.Caption);
    }

    private void Scores()
    {
        if (_cells.All(static cell => cell.Scores is null)) return;
        _page.Add("h3", "Success at the end");
        _page.AddMarkup(
            "<p class=\"quiet\">Over all seeds and tasks of a cell, with 95 % intervals of a stratified bootstrap over the seeds. IQM: mean of the middle half of the scores. Gap: how far "
            + "scores fall short of 1 on average.</p>");
        _page.AddTable(
            [.. Study.Axes.Select(static axis => axis.Name), ">seeds", ">parameters, actor", ">parameters, critics", ">IQM", ">mean", ">median", ">gap"],
            _cells.Select(cell => (string[])
            [
                .. cell.Cell.Labels.Select(static label => label.Value),
                Number(cell.Runs.Count),
                cell.Scores is null ? "-" : Number(cell.Parameters(ofActor: true)),
                cell.Scores is null ? "-" : Number(cell.Parameters(ofActor: false) - cell.Parameters(ofActor: true)),
                .. new Func<ScoreMatrix, double>[] { AggregateMetrics.InterquartileMean, AggregateMetrics.Mean, AggregateMetrics.Median, AggregateMetrics.OptimalityGap }
                    .Select(figure => cell.Scores is null ? "-" : StudyFindings.Text(Estimate.Of(cell.Scores, figure), "0.00")),
            ]));
    }

    private void Measures()
    {
        string[] measures = [.. Study.Plot.Measures.Where(measure => measure != StudyMeasures.Success && _cells.Any(cell => cell.Last(measure) is not null))];
        if (measures.Length == 0) return;
        _page.Add("h3", "Other measures at the end");
        _page.AddTable(
            [.. Study.Axes.Select(static axis => axis.Name), .. measures.Select(static measure => $">{MeasureTitles.Short(measure)}")],
            _cells.Select(cell => (string[])
            [
                .. cell.Cell.Labels.Select(static label => label.Value),
                .. measures.Select(measure => cell.Last(measure) is { } last ? StudyFindings.Text(last, MeasureTitles.Format(measure)) : "-"),
            ]));
    }

    private void Paper()
    {
        if (Study.PaperFigures.Count == 0) return;
        _page.Add("h2", "The paper's points");
        _page.AddMarkup($"<p class=\"quiet\">{Text(PaperPoints.Citation)}. As plotted there, from its full protocol.</p>");
        _page.AddTable(
            ["figure", "tasks", "variant", ">parameters, actor", ">success", ">dormant units, %"],
            Study.PaperFigures.SelectMany(PaperPoints.Of).OrderBy(static point => point.Figure, StringComparer.Ordinal).ThenBy(static point => point.Tasks, StringComparer.Ordinal).ThenBy(static point => point.ActorParameters).ThenBy(static point => point.Variant, StringComparer.Ordinal).Select(static point => (string[])
            [
                point.Figure, point.Tasks, point.Variant, point.ActorParameters is { } parameters ? Number(parameters) : "",
                point.Success?.ToString("0.000", CultureInfo.InvariantCulture) ?? "", point.DormantPercent?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
            ]));
    }

    private void WhatWasRun()
    {
        var made = _results.Runs.Select(static run => run.Provenance.Made).OfType<MadeOf>().ToArray();
        string Each(Func<MadeOf, string> fact) => made.Length == 0 ? "-" : string.Join("; ", made.Select(fact).Distinct());
        var machine = Provenance.Machine;
        double seconds = made.Sum(static one => one.Seconds ?? 0);
        _page.Add("h2", "What was run");
        using (_page.Within("dl"))
        {
            Fact("command", Study.Command);
            Fact("study", $"{Study.Study}, scale {Study.Scale}, seeds {string.Join(", ", Study.Seeds)}");
            Fact("definition, SHA-256", Provenance.DefinitionHash);
            Fact("tasks", Each(static one => string.Join(", ", one.Tasks)));
            Fact("vector steps", Each(static one => Number(one.Rounds)));
            Fact("training time, all runs", seconds > 0 ? Duration(seconds) : "-");
            Fact("machine of this report", string.Create(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.Cores} cores, {machine.Memory / (double)(1 << 30):0.0} GiB, {machine.System}, .NET {machine.Runtime}"));
            Fact("program", Each(static one => $"MtrlAkka {one.ProjectVersion}"));
            Fact("MuJoCo", Each(static one => one.MujocoVersion));
            Fact("scenes, rewards", Each(static one => $"{one.ScenesVersion}, rewards {one.RewardVersion}"));
            Fact("arithmetic", Each(static one => one.Arithmetic));
        }

        _page.Add("h3", "Settings that are not those of the paper's protocol");
        var departures = _findings.Departures;
        if (departures.Count == 0) _page.AddMarkup("<p>None of those that all runs share.</p>");
        else _page.AddTable(["setting", "here, in all runs", "the paper's protocol"], departures.Select(static one => (string[])[one.Key, one.Here, one.Paper]));
        _page.AddMarkup(
            "<p class=\"quiet\">The effective configuration of every run is in <code>results/provenance.json</code>, with its hash; all figures are in <code>results/measures.parquet</code> and "
            + "<code>.csv</code>, speeds in <code>process.parquet</code>, score matrices in <code>results/scores-CELL.npy</code>.</p>");
    }

    private void Runs()
    {
        _page.Add("h2", "All runs");
        var failed = _results.Runs.Where(static run => run.Provenance.State == StudyRunState.Failed || (run.Provenance.Problem is not null && !run.IsWhole)).ToArray();
        if (failed.Length == 0) _page.AddMarkup("<p>No run failed.</p>");
        else
        {
            _page.AddMarkup($"<p class=\"failed\">{failed.Length} of {_results.Runs.Count} runs failed or cannot be read. They are in no figure.</p>");
            _page.AddTable(["run", ">seed", "state", ">attempts", "why"], failed.Select(static run => (string[])
                [run.Provenance.Name, Number(run.Provenance.Seed), StudyFindings.State(run), Number(run.Provenance.Attempts), run.Provenance.Problem ?? ""]));
        }

        _page.AddTable(
            ["run", ">seed", "state", ">vector steps", ">success", ">time", "configuration"],
            _results.Runs.Select(static run => (string[])
            [
                run.Provenance.Name, Number(run.Provenance.Seed), StudyFindings.State(run), run.Provenance.Made is { } made ? Number(made.Rounds) : "-",
                run.IsWhole ? run.Success.Last.Average().ToString("0.00", CultureInfo.InvariantCulture) : "-",
                run.Provenance.Made?.Seconds is { } seconds ? Duration(seconds) : "-", run.Provenance.Made?.ConfigHash[..HashShown] ?? "-",
            ]));
    }

    private void Fact(string name, string text)
    {
        _page.Add("dt", name);
        _page.Add("dd", text);
    }

    private static string Text(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Duration(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalHours: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        var time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
    };
}
