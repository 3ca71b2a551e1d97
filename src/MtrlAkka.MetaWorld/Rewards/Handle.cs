using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>A handle that lies along x and may be taken anywhere on it, for rewards that take the object as a ball.</summary>
internal static class Handle
{
    /// <summary>The handle's centre, moved below the hand while the hand is over the handle.</summary>
    /// <param name="centre">The handle's centre.</param>
    /// <param name="hand">Where the hand is.</param>
    /// <param name="half">Half the handle's length, metres.</param>
    public static Point Below(Point centre, Point hand, double half) =>
        Math.Abs(centre.X - hand.X) < half ? centre with { X = hand.X } : centre;
}
