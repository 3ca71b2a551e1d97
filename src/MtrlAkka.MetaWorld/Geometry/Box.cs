namespace MtrlAkka.MetaWorld.Geometry;

/// <summary>An axis-aligned box between two corners, both included.</summary>
public readonly record struct Box(Point Low, Point High)
{
    /// <summary>The nearest point of the box.</summary>
    public Point Clip(Point p) => new(
        Math.Min(Math.Max(p.X, Low.X), High.X),
        Math.Min(Math.Max(p.Y, Low.Y), High.Y),
        Math.Min(Math.Max(p.Z, Low.Z), High.Z));
}
