using System.Globalization;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Results;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Report;

/// <summary>What the finished runs of a cell come to.</summary>
internal sealed class CellFigures
{
    private readonly TaskScores[] _success;

    /// <summary>Of a cell.</summary>
    public CellFigures(StudyResults results, StudyCell cell)
    {
        (Cell, Runs) = (cell, results.Whole(cell));
        _success = [.. Runs.Select(static run => run.Success)];
        Scores = Runs.Count == 0 ? null : ScoreMatrix.Of([.. _success.Select(static scores => scores.Last)]);
    }

    public StudyCell Cell { get; }

    /// <summary>Its finished runs.</summary>
    public IReadOnlyList<RunResult> Runs { get; }

    /// <summary>Success of each run on each task at the end; null where no run is finished.</summary>
    public ScoreMatrix? Scores { get; }

    /// <summary>Its tasks; none where no run is finished.</summary>
    public IReadOnlyList<string> Tasks => Runs.Count == 0 ? [] : Runs[0].Provenance.Made!.Tasks;

    /// <summary>Parameters of the actor, or of all that is trained; not a number where no run is finished.</summary>
    public double Parameters(bool ofActor) => Runs is [{ Provenance.Made: { } made }, ..] ? made.ActorParameters + (ofActor ? 0 : made.CriticParameters) : double.NaN;

    /// <summary>Where it stands on some axes, in words: a number alone would say nothing.</summary>
    public string Name(IReadOnlyCollection<string> axes) => string.Join(", ", Cell.Labels.Where(label => axes.Contains(label.Axis)).Select(static label =>
        double.TryParse(label.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"{label.Axis} {label.Value}" : label.Value));

    /// <summary>A measure at the end; null where no run has it.</summary>
    public Estimate? Last(string measure) => AtEnd(measure) is { } scores ? Estimate.Of(scores, AggregateMetrics.Mean) : null;

    /// <summary>A measure of each run at the end, of each task where it is one of tasks; null where no run has it.</summary>
    public ScoreMatrix? AtEnd(string measure)
    {
        if (measure == StudyMeasures.Success || Runs.Count == 0) return Scores;
        if (measure == StudyMeasures.Return) return ScoreMatrix.Of([.. Runs.Select(static run => TaskScores.Of(run.Measures, run.Provenance.Made!.Tasks, StudyMeasures.Return).Last)]);
        double[][] last = [.. Runs.Select(run => run.Series(measure)).Where(static series => series.Count > 0).Select(static series => new[] { series[^1].Value })];
        return last.Length == 0 ? null : ScoreMatrix.Of(last);
    }

    /// <summary>A measure over the steps that all runs have it at, per task where it is one of tasks.</summary>
    public IReadOnlyList<(long Step, Estimate Estimate)> Curve(string measure)
    {
        if (Runs.Count == 0) return [];
        var runs = measure == StudyMeasures.Success
            ? _success.Select(static scores => scores.Steps.Zip(scores.Scores, static (step, values) => (step, values)).ToDictionary(static at => at.Item1, static at => at.Item2)).ToArray()
            : [.. Runs.Select(run => run.Series(measure).ToDictionary(static at => at.Step, static at => new[] { at.Value }))];
        return
        [
            .. runs[0].Keys.Order().Where(step => runs.All(run => run.ContainsKey(step)))
                .Select(step => (step, Estimate.Of(ScoreMatrix.Of([.. runs.Select(run => run[step])]), AggregateMetrics.Mean))),
        ];
    }
}
