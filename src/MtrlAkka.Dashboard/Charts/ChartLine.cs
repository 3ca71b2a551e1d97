using MtrlAkka.Dashboard.Metrics;

namespace MtrlAkka.Dashboard.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Series">Its figures.</param>
/// <param name="Color">A colour of CSS.</param>
/// <param name="Faint">Whether it stays behind the others.</param>
public sealed record ChartLine(string Name, MetricSeries Series, string Color, bool Faint = false);
