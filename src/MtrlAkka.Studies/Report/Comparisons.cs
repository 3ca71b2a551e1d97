using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Report;

/// <summary>A cell against the one that differs from it by having the baseline.</summary>
/// <param name="Value">What the cell has in the place of the baseline.</param>
/// <param name="Place">What else the two are, both; empty where there is nothing else.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Baseline">The other one.</param>
/// <param name="Improvement">How likely a run of the cell scores higher on a task.</param>
internal sealed record Comparison(string Value, string Place, CellFigures Cell, CellFigures Baseline, Estimate Improvement);

/// <summary>The comparisons with a study's baseline; none where it has none.</summary>
internal sealed class Comparisons
{
    /// <summary>The probability of improvement where neither is better.</summary>
    public const double Even = 0.5;

    /// <summary>Of a study's cells.</summary>
    public Comparisons(StudyDefinition study, IReadOnlyList<CellFigures> cells)
    {
        Axis = study.Plot.Series is [.., var last] ? last : study.Plot.X;
        string[] others = [.. study.Axes.Select(static axis => axis.Name).Where(name => name != Axis)];
        Title = others is [var other] ? study.Axis(other).Title : study.Plot.Baseline is null ? "" : study.Axis(Axis).Title;
        var compared = new List<Comparison>();
        foreach (var cell in study.Plot.Baseline is null ? [] : cells.Where(cell => cell.Scores is not null && cell.Cell[Axis] != study.Plot.Baseline))
        {
            var without = cells.FirstOrDefault(one => one.Scores is not null && one.Cell[Axis] == study.Plot.Baseline && others.All(name => one.Cell[name] == cell.Cell[name]));
            if (without is null || !without.Tasks.SequenceEqual(cell.Tasks)) continue;
            compared.Add(new Comparison(cell.Cell[Axis], cell.Name(others), cell, without, Estimate.OfImprovement(cell.Scores!, without.Scores!)));
        }

        All = compared;
    }

    /// <summary>The axis that the baseline is on.</summary>
    public string Axis { get; }

    /// <summary>What stands at the axis of their plot.</summary>
    public string Title { get; }

    /// <summary>The comparisons, in the order of the cells.</summary>
    public IReadOnlyList<Comparison> All { get; }
}
