using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>Ways to ask for several things at once.</summary>
public static class Conjunction
{
    /// <summary>Hamacher's product of two degrees in [0, 1]: 1 where both are, 0 where either is.</summary>
    public static double Hamacher(double a, double b)
    {
        double both = a * b;
        double either = a + b - both;
        return either > 0 ? both / either : 0;
    }

    /// <summary>
    /// Inside the prism between two corners, the product of how far along each axis a point is from
    /// <paramref name="zero"/> to <paramref name="one"/>; outside it, 1.
    /// </summary>
    public static double AlongPrism(Point point, Point zero, Point one)
    {
        if (!Within(point.X, zero.X, one.X) || !Within(point.Y, zero.Y, one.Y) || !Within(point.Z, zero.Z, one.Z)) return 1;
        Point from = point - zero, whole = one - zero;
        return from.X / whole.X * (from.Y / whole.Y) * (from.Z / whole.Z);
    }

    private static bool Within(double x, double a, double b) => a <= b ? a <= x && x <= b : b <= x && x <= a;
}
