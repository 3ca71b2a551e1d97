using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using MtrlAkka.Studies.Results;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Report;

/// <summary>What a study's numbers say in sentences, and what they do not say. Nothing here is known but from the numbers.</summary>
internal sealed class StudyFindings
{
    private const int FewSeeds = 5;

    // What decides how a run is carried out and not what it computes.
    private static readonly string[] Outward = ["checkpoint.", "metrics.", "learner.plasticity.", "learner.device", "learner.threads", "environments.threads", "run.seed", "run.mode", "config-version"];
    private readonly StudyResults _results;
    private readonly IReadOnlyList<CellFigures> _cells;
    private readonly Comparisons _comparisons;

    /// <summary>Of a study.</summary>
    public StudyFindings(StudyResults results, IReadOnlyList<CellFigures> cells, Comparisons comparisons) => (_results, _cells, _comparisons) = (results, cells, comparisons);

    /// <summary>Settings that all runs share and that are not those of the paper's protocol: key, here, there.</summary>
    public IReadOnlyList<(string Key, string Here, string Paper)> Departures
    {
        get
        {
            var paper = RunConfiguration.Parse("", "the reference").Values;
            return
            [
                .. _results.Provenance.Common.Where(pair => paper.TryGetValue(pair.Key, out string? there) && there != pair.Value && !Outward.Any(key => pair.Key.StartsWith(key, StringComparison.Ordinal)))
                    .Select(pair => (pair.Key, pair.Value, paper[pair.Key])),
            ];
        }
    }

    /// <summary>What the runs show.</summary>
    public IReadOnlyList<string> Shown()
    {
        var found = new List<string>();
        string primary = _results.Study.Plot.Measures[0];
        if (_results.Study.Plot.Baseline is null) found.AddRange(Ends(primary));
        string Name(Comparison one) => one.Place.Length == 0 ? one.Value : $"{one.Value} ({one.Place})";
        foreach (var one in _comparisons.All.Where(static one => !IsOpen(one.Improvement)))
            found.Add($"{Name(one)}: succeeds more often on a task than {_results.Study.Plot.Baseline} with probability {Text(one.Improvement, "0.00")}{Verdict(one.Improvement)}");
        Comparison[] open = [.. _comparisons.All.Where(static one => IsOpen(one.Improvement))];
        if (open.Length > 0)
            found.Add($"Not decided by these runs: which succeeds more often on a task, {_results.Study.Plot.Baseline} or, each with its probability to do so, {string.Join("; ", open.Select(one => $"{Name(one)} {Text(one.Improvement, "0.00")}"))}.");
        foreach (string measure in _results.Study.Plot.Measures.Where(static measure => measure is not (StudyMeasures.Success or StudyMeasures.Return)))
            found.AddRange(Apart(measure));
        return found.Count > 0 ? found : ["No two finished cells can be compared yet."];
    }

    /// <summary>What they do not show.</summary>
    public IReadOnlyList<string> NotShown()
    {
        var limits = new List<string>();
        int[] counts = [.. _cells.Select(static cell => cell.Runs.Count).Where(static count => count > 0).DefaultIfEmpty()];
        int seeds = counts.Min();
        string range = seeds == counts.Max() ? $"{seeds}" : $"{seeds} to {counts.Max()}";
        if (seeds == 1) limits.Add("Some cells have a single finished run: nothing is known of what another seed would give, and there is no interval.");
        else if (seeds is > 1 and < FewSeeds) limits.Add($"With {range} seeds a cell, an interval is that of few runs: it is rather too narrow than too wide, and small differences are not decided.");
        if (_comparisons.All.Count > 1)
            limits.Add($"{_comparisons.All.Count} comparisons, each by itself at 95 %: one in twenty would seem decided by chance alone.");
        var missing = _results.Runs.Where(static run => !run.IsWhole).ToArray();
        if (missing.Length > 0)
            limits.Add($"{missing.Length} of {_results.Runs.Count} runs are not in the figures, because they failed, are not finished, or cannot be read: {string.Join(", ", missing.Select(static run => run.Provenance.Name))}.");
        if (_results.Provenance.Common.TryGetValue("evaluation.episodes", out string? episodes) && int.TryParse(episodes, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count < 50)
            limits.Add($"Success on a task is of {count} episodes an evaluation (the paper: 50), so it moves in steps of {1.0 / count:0.###}.");
        if (_results.Study.Scale != "paper")
            limits.Add("This is not the paper's protocol: tasks, sizes and length of training are others. It shows how such small runs behave, and neither confirms nor refutes what the paper found.");
        if (_results.Study.Plot.X == StudyPlot.ActorParameters || _results.Study.Plot.X == StudyPlot.Parameters)
            limits.Add("All widths have the same number of steps and the same step sizes, which may suit some widths better than others.");
        return limits;
    }

    // What a measure's intervals keep apart from the baseline's. Of returns that would say nothing: they fall where tasks are solved sooner.
    private IEnumerable<string> Apart(string measure)
    {
        foreach (var place in _comparisons.All.GroupBy(static one => one.Place))
        {
            if (place.First().Baseline.Last(measure) is not { Interval: { } without } baseline) continue;
            string format = MeasureTitles.Format(measure);
            string Of(Func<ConfidenceInterval, bool> isApart)
            {
                var apart = place.Select(one => (one.Value, Estimate: one.Cell.Last(measure))).Where(one => one.Estimate?.Interval is { } interval && isApart(interval));
                return string.Join(", ", apart.Select(one => $"{one.Value} {Text(one.Estimate!, format)}"));
            }

            string lower = Of(interval => interval.High < without.Low), higher = Of(interval => interval.Low > without.High);
            string told = (lower.Length, higher.Length) switch
            {
                (0, 0) => "no other interval lies apart from that",
                (_, 0) => $"lower, with intervals apart: {lower}",
                (0, _) => $"higher, with intervals apart: {higher}",
                _ => $"lower, with intervals apart: {lower}; higher: {higher}",
            };
            yield return $"{MeasureTitles.Of(measure)}{(place.Key.Length == 0 ? "" : $" ({place.Key})")}: {_results.Study.Plot.Baseline} {Text(baseline, format)}; {told}.";
        }
    }

    // The cell of least x against that of greatest, of each series.
    private IEnumerable<string> Ends(string measure)
    {
        var study = _results.Study;
        bool numbers = study.Plot.X is StudyPlot.ActorParameters or StudyPlot.Parameters;
        double Place(CellFigures cell) => numbers ? cell.Parameters(study.Plot.X == StudyPlot.ActorParameters) : study.Axis(study.Plot.X).Values.ToList().IndexOf(cell.Cell[study.Plot.X]);
        string Where(CellFigures cell) => numbers ? string.Create(CultureInfo.InvariantCulture, $"{Place(cell):N0} parameters") : $"{study.Plot.X} {cell.Cell[study.Plot.X]}";
        foreach (var series in _cells.Where(cell => cell.Last(measure) is not null).GroupBy(cell => cell.Name(study.Plot.Series)))
        {
            CellFigures[] ordered = [.. series.OrderBy(Place)];
            if (ordered.Length < 2) continue;
            CellFigures first = ordered[0], last = ordered[^1];
            string format = MeasureTitles.Format(measure), name = series.Key.Length == 0 ? "" : $"{series.Key}: ";
            string text = $"{name}{MeasureTitles.Of(measure)}: {Text(first.Last(measure)!, format)} at {Where(first)}, {Text(last.Last(measure)!, format)} at {Where(last)}";
            if (measure != StudyMeasures.Success || !first.Tasks.SequenceEqual(last.Tasks))
            {
                yield return text + ".";
                continue;
            }

            var improvement = Estimate.OfImprovement(last.Scores!, first.Scores!);
            yield return $"{text}. A run of the latter succeeds more often on a task than one of the former with probability {Text(improvement, "0.00")}{Verdict(improvement)}";
        }
    }

    private static bool IsOpen(Estimate improvement) => improvement.Interval is { Low: <= Comparisons.Even, High: >= Comparisons.Even };

    private static string Verdict(Estimate improvement) => improvement.Interval switch
    {
        null => ", from single runs.",
        { Low: > Comparisons.Even } => ": better, beyond what the seeds explain.",
        { High: < Comparisons.Even } => ": worse, beyond what the seeds explain.",
        _ => ": not decided by these runs.",
    };

    /// <summary>A figure with its interval, which no line is broken in.</summary>
    public static string Text(Estimate estimate, string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return estimate.Interval is { } interval ? $"{Number(estimate.Value)} [{Number(interval.Low)},\u00a0{Number(interval.High)}]" : Number(estimate.Value);
    }

    /// <summary>How a run ended, in a word or two.</summary>
    public static string State(RunResult run) => run switch
    {
        { IsWhole: true } => "finished",
        { Provenance.State: StudyRunState.Finished } => "finished, but unreadable",
        { Provenance.State: StudyRunState.Failed } => "failed",
        { Provenance.State: StudyRunState.Running } => "not finished",
        _ => "waiting",
    };
}
