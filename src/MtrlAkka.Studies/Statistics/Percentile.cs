namespace MtrlAkka.Studies.Statistics;

/// <summary>Quantiles with linear interpolation between neighbours (NumPy's default).</summary>
internal static class Percentile
{
    /// <summary>The quantile of sorted values.</summary>
    /// <param name="sorted">In rising order, at least one.</param>
    /// <param name="share">0 for the least, 1 for the greatest.</param>
    public static double OfSorted(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Min((int)place, sorted.Length - 1), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
