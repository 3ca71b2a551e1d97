using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Plots;

/// <summary>A point of a plot.</summary>
/// <param name="X">Its place; of categories, their number from 0.</param>
/// <param name="Y">Its height.</param>
/// <param name="Interval">Where the height may lie; null where that is not known.</param>
public readonly record struct ChartPoint(double X, double Y, ConfidenceInterval? Interval);
