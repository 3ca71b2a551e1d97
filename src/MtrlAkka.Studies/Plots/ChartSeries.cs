namespace MtrlAkka.Studies.Plots;

/// <summary>How points are drawn.</summary>
public enum ChartMark
{
    /// <summary>A line with its interval as a band: many points.</summary>
    Curve,

    /// <summary>A line without points and intervals, in steps.</summary>
    Steps,

    /// <summary>Points with their intervals as bars, joined by a line.</summary>
    Points,

    /// <summary>Points with their intervals as bars, not joined.</summary>
    Alone,

    /// <summary>What others published: hollow points, joined by a broken line.</summary>
    Published,
}

/// <summary>Points that belong together.</summary>
/// <param name="Name">Its name in the legend; empty: none.</param>
/// <param name="Points">The points, in the order of x.</param>
/// <param name="Mark">How they are drawn.</param>
/// <param name="Color">Number of its colour.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, ChartMark Mark, int Color);
