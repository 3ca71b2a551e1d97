namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>
/// How well a number keeps within bounds: 1 inside, then falling with distance, down to 0.1 one margin away.
/// After the tolerance functions of dm_control.
/// </summary>
public static class Tolerance
{
    private const double ValueAtMargin = 0.1;

    private static readonly double LongTailScale = Math.Sqrt(1 / ValueAtMargin - 1);
    private static readonly double GaussianScale = Math.Sqrt(-2 * Math.Log(ValueAtMargin));

    /// <summary>Falls as 1 / (1 + d²), so that it can be felt from far away.</summary>
    /// <param name="x">The number.</param>
    /// <param name="lower">Lower bound.</param>
    /// <param name="upper">Upper bound.</param>
    /// <param name="margin">Distance at which the value is 0.1; without a positive one all outside counts 0.</param>
    public static double LongTail(double x, double lower, double upper, double margin)
    {
        double distance = Margins(x, lower, upper, margin) * LongTailScale;
        return 1 / (distance * distance + 1);
    }

    /// <summary>Falls as a Gaussian; the parameters are those of <see cref="LongTail"/>.</summary>
    public static double Gaussian(double x, double lower, double upper, double margin)
    {
        double distance = Margins(x, lower, upper, margin) * GaussianScale;
        return Math.Exp(-0.5 * (distance * distance));
    }

    private static double Margins(double x, double lower, double upper, double margin)
    {
        if (lower <= x && x <= upper) return 0;
        return margin > 0 ? (x < lower ? lower - x : x - upper) / margin : double.PositiveInfinity;
    }
}
