using System.Globalization;
using System.Text;
using MtrlAkka.Dashboard.Metrics;

namespace MtrlAkka.Dashboard.Charts;

/// <summary>Where figures lie in a chart's picture.</summary>
/// <param name="Width">Width of the picture.</param>
/// <param name="Height">Its height.</param>
/// <param name="Left">Room at the left, for the marks of y.</param>
/// <param name="Bottom">Room below, for those of x.</param>
/// <param name="LowX">Least x.</param>
/// <param name="HighX">Greatest x.</param>
/// <param name="LowY">Least y.</param>
/// <param name="HighY">Greatest y.</param>
public sealed record ChartFrame(double Width, double Height, double Left, double Bottom, double LowX, double HighX, double LowY, double HighY)
{
    private const double Top = 8, Right = 10;

    /// <summary>A frame around some lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Its height.</param>
    /// <param name="range">The range of y; null: that of the figures.</param>
    public static ChartFrame Around(IReadOnlyList<ChartLine> lines, double width, double height, (double Low, double High)? range)
    {
        double highX = lines.Select(static line => line.Series.LastStep).DefaultIfEmpty().Max();
        var (low, high) = range ?? Span(lines);
        return new ChartFrame(width, height, 38, 18, 0, highX > 0 ? highX : 1, low, high);
    }

    /// <summary>Where an x lies.</summary>
    public double X(double x) => Left + ((x - LowX) / (HighX - LowX) * (Width - Left - Right));

    /// <summary>Where a y lies; one beyond the range at its edge.</summary>
    public double Y(double y) => Height - Bottom - (Math.Clamp((y - LowY) / (HighY - LowY), 0, 1) * (Height - Bottom - Top));

    /// <summary>The line through figures, as the <c>d</c> of a path.</summary>
    public string Path(MetricSeries series)
    {
        var path = new StringBuilder();
        for (int i = 0; i < series.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{X(series.Steps[i]):0.#} {Y(series.Values[i]):0.#}");
        return path.ToString();
    }

    /// <summary>A number as SVG writes it.</summary>
    public static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static (double Low, double High) Span(IReadOnlyList<ChartLine> lines)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var line in lines)
        {
            foreach (double value in line.Series.Values.AsSpan(0, line.Series.Count)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (low > high) return (0, 1);
        double room = high > low ? 0.05 * (high - low) : Math.Max(0.5, 0.1 * Math.Abs(high));
        // Zero is in sight where it is near.
        return (low >= 0 && low < 0.5 * high ? 0 : low - room, high + room);
    }
}
