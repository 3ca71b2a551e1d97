namespace MtrlAkka.MetaWorld.Geometry;

/// <summary>A point or a displacement in the world frame, metres.</summary>
public readonly record struct Point(double X, double Y, double Z)
{
    /// <summary>Length of the displacement.</summary>
    public double Length => Math.Sqrt(X * X + Y * Y + Z * Z);

    /// <summary>Length of its part in the plane of the table.</summary>
    public double LengthXy => Math.Sqrt(X * X + Y * Y);

    /// <summary>Length of its part in the plane that the fingers close across.</summary>
    public double LengthXz => Math.Sqrt(X * X + Z * Z);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point operator *(double factor, Point p) => new(factor * p.X, factor * p.Y, factor * p.Z);

    /// <summary>Each axis times a factor of its own.</summary>
    public Point Scaled(Point factors) => new(X * factors.X, Y * factors.Y, Z * factors.Z);

    /// <summary>The first three numbers of a span.</summary>
    public static Point From(ReadOnlySpan<double> numbers) => new(numbers[0], numbers[1], numbers[2]);

    /// <summary>Row <paramref name="index"/> of an array of points.</summary>
    public static Point At(ReadOnlySpan<double> rows, int index) => From(rows.Slice(3 * index, 3));

    /// <summary>Writes the three numbers to the start of a span.</summary>
    public void CopyTo(Span<double> numbers)
    {
        numbers[2] = Z;
        numbers[1] = Y;
        numbers[0] = X;
    }
}
