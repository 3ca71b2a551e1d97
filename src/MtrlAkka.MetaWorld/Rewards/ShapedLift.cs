using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>What rewards of version 1 pay for coming to an object, taking it, and lifting it.</summary>
public static class ShapedLift
{
    private const double Close = 0.05;
    private const double Held = 0.1;

    /// <summary>Minus the distance; close to the object a little is paid for closing the gripper.</summary>
    public static double Reach(double distance, double effort) =>
        distance < Close ? Math.Max(effort, 0) / 50 - distance : -distance;

    /// <summary>The same, but as long as the fingers are not above the object, only the way across counts, and keeping the height.</summary>
    /// <param name="off">From the object to the fingers, metres.</param>
    /// <param name="drift">What being off the height costs.</param>
    /// <param name="effort">The action's closing effort.</param>
    public static double ReachFromAbove(Point off, double drift, double effort) =>
        off.LengthXy < Close ? Reach(off.Length, effort) : -off.LengthXy - drift;

    /// <summary>100 for each metre of the object's height, up to <paramref name="top"/>, and whether it is up there in the fingers.</summary>
    /// <param name="height">The object's height, metres.</param>
    /// <param name="rest">Its height at rest, metres.</param>
    /// <param name="top">The height to lift it to, metres.</param>
    /// <param name="reach">Distance of the fingers from the object, metres.</param>
    public static (double Paid, bool Lifted) Lift(double height, double rest, double top, double reach)
    {
        if (height >= top - 0.01) return (100 * top, reach < Held);
        return (reach < Held && height > rest + 0.005 ? 100 * Math.Min(top, height) : 0, false);
    }

    /// <summary>The way from above an object to its target, up first: the distance that counts as no progress.</summary>
    public static double Farthest(Point thing, Point target, double top) => (thing with { Z = top } - target).Length + top;
}
