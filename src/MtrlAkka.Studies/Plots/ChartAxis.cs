namespace MtrlAkka.Studies.Plots;

/// <summary>What stands along the lower edge of a plot.</summary>
/// <param name="Title">What it is, with its unit.</param>
/// <param name="Logarithmic">Whether equal distances are equal ratios.</param>
/// <param name="Categories">Names of the places 0, 1, 2, …; null for numbers.</param>
public sealed record ChartAxis(string Title, bool Logarithmic, IReadOnlyList<string>? Categories)
{
    /// <summary>Numbers.</summary>
    public static ChartAxis Of(string title) => new(title, false, null);

    /// <summary>Positive numbers over several magnitudes.</summary>
    public static ChartAxis OfMagnitudes(string title) => new(title, true, null);

    /// <summary>Names.</summary>
    public static ChartAxis OfNames(string title, IReadOnlyList<string> names) => new(title, false, names);
}
