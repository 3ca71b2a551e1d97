namespace MtrlAkka.Learning;

/// <summary>Least and greatest discounted return that was ever seen.</summary>
/// <param name="Least">Plus infinity before the first.</param>
/// <param name="Greatest">Minus infinity before the first.</param>
public readonly record struct ReturnRange(float Least, float Greatest)
{
    /// <summary>Before the first return.</summary>
    public static ReturnRange Unknown { get; } = new(float.PositiveInfinity, float.NegativeInfinity);

    /// <summary>The largest absolute return; infinite before the first, so that rewards divided by it are 0.</summary>
    public float Extent => Math.Max(Greatest, Math.Abs(Least));

    /// <summary>The range of both; in whatever order ranges are joined, the result is the same.</summary>
    public ReturnRange With(ReturnRange other) => new(Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
}
