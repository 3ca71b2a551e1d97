namespace MtrlAkka.Cluster.Protocol;

/// <summary>
/// Tells the instances of one part, or of one environment, apart: grows with each that a coordinator creates. What comes from a
/// lower one than is known is late or from somebody who was given up.
/// </summary>
/// <param name="Value">Term of the coordinator that created it, then a count within the term.</param>
public readonly record struct Incarnation(long Value) : IComparable<Incarnation>
{
    private const int NumberBits = 24;

    /// <summary>The coordinator's term.</summary>
    public long Term => Value >> NumberBits;

    /// <summary>An incarnation.</summary>
    /// <param name="term">The coordinator's term.</param>
    /// <param name="number">What it created before, 16 million at most.</param>
    public static Incarnation Of(long term, int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, 1 << NumberBits);
        return new Incarnation((term << NumberBits) | (uint)number);
    }

    public static bool operator <(Incarnation one, Incarnation other) => one.Value < other.Value;

    public static bool operator >(Incarnation one, Incarnation other) => one.Value > other.Value;

    public static bool operator <=(Incarnation one, Incarnation other) => one.Value <= other.Value;

    public static bool operator >=(Incarnation one, Incarnation other) => one.Value >= other.Value;

    /// <inheritdoc/>
    public int CompareTo(Incarnation other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Term}.{Value & ((1 << NumberBits) - 1)}");
}

/// <summary>Where one instance of a part is.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Part">Which kind of part.</param>
/// <param name="Index">Which one of its kind.</param>
/// <param name="Incarnation">Which instance of it.</param>
public sealed record PartAddress(string Node, RunPart Part, int Index, Incarnation Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Part} {Index} ({Incarnation}) on {Node}");
}
