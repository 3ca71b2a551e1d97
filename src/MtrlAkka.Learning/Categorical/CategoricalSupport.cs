namespace MtrlAkka.Learning;

/// <summary>
/// The values that a categorical critic spreads its probability over (C51, Bellemare et al., arXiv 1707.06887, section 4.1):
/// z_j = -limit + j · spacing for j from 0 to bins - 1. The defaults are those of BRC (arXiv 2505.23150).
/// </summary>
/// <param name="Bins">Number of values, 2 to <see cref="MostBins"/>; the length of a critic's output row.</param>
/// <param name="Limit">The largest value, above 0; the least is its negative.</param>
public sealed record CategoricalSupport(int Bins = 101, double Limit = 10)
{
    /// <summary>Most values that a support may have.</summary>
    public const int MostBins = 4096;

    /// <summary>Distance of neighbouring values.</summary>
    public double Spacing => 2 * Limit / (Bins - 1);

    /// <summary>Refuses what no critic can be built from.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (Bins is < 2 or > MostBins) throw new ArgumentException($"bins must lie in [2, {MostBins}], not {Bins}");
        if (!(Limit > 0 && double.IsFinite(Limit))) throw new ArgumentException($"the support's limit must be above 0, not {Limit}");
    }
}
