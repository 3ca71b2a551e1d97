using System.Globalization;

namespace MtrlAkka.Dashboard.Charts;

/// <summary>Where an axis has its marks, at round numbers, and what they say.</summary>
public static class AxisTicks
{
    /// <summary>Round numbers within a range.</summary>
    /// <param name="low">The least number.</param>
    /// <param name="high">The greatest, above the least.</param>
    /// <param name="about">About how many marks.</param>
    public static IReadOnlyList<double> Of(double low, double high, int about)
    {
        double raw = (high - low) / Math.Max(1, about);
        if (!double.IsFinite(raw) || raw <= 0) return [low];
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = (raw / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
        var ticks = new List<double>();
        for (double number = Math.Ceiling((low / step) - 1e-9); number * step <= high + (1e-9 * step); number++) ticks.Add(number * step);
        return ticks;
    }

    /// <summary>A number in few letters: <c>1.2M</c>, <c>250k</c>, <c>0.5</c>, <c>1e-05</c>.</summary>
    public static string Text(double number)
    {
        double size = Math.Abs(number);
        return size switch
        {
            0 => "0",
            >= 1e9 => Short(number / 1e9) + "G",
            >= 1e6 => Short(number / 1e6) + "M",
            >= 1e4 => Short(number / 1e3) + "k",
            < 1e-3 => number.ToString("0e+0", CultureInfo.InvariantCulture),
            _ => Short(number),
        };
    }

    private static string Short(double number) => number.ToString(Math.Abs(number) >= 100 ? "0" : Math.Abs(number) >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture);
}
