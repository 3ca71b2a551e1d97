namespace MtrlAkka.Load.Reports;

/// <summary>A figure as a share of its floor. Machines differ in both alike, so ratios can be compared where figures cannot.</summary>
/// <param name="Name">Scenario and floor: <c>inserts.tcp</c>.</param>
/// <param name="Value">Figure by floor.</param>
/// <param name="HigherIsBetter">Whether it is a ratio of rates; of times the lower one is better.</param>
public sealed record Ratio(string Name, double Value, bool HigherIsBetter);
