using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>The first two stages that many rewards of version 1 have in common: come to the object, lift it.</summary>
public sealed record ShapedLift
{
    private const double Slack = 0.01;
    private const double OffTheGround = 0.005;

    /// <summary>How high the object is to be lifted, metres.</summary>
    public required double Rise { get; init; }

    /// <summary>Fingers farther than this from the object, seen from above, are to stay at the height they began at, metres.</summary>
    public double Beside { get; init; } = double.PositiveInfinity;

    /// <summary>What each metre off that height costs.</summary>
    public double Climb { get; init; } = 1;

    /// <summary>Fingers nearer than this are paid for closing, metres.</summary>
    public required double Grip { get; init; }

    /// <summary>Fingers nearer than this are paid for an object off the ground, metres.</summary>
    public required double Hold { get; init; }

    /// <summary>Fingers have to be nearer than this for the object to count as lifted, metres.</summary>
    public double Held { get; init; } = double.PositiveInfinity;

    /// <summary>The height the object is to be lifted to.</summary>
    public double Top(in EpisodeStart start) => start.Height + Rise;

    /// <summary>
    /// The farthest that the object may be from its target to be paid for nearing it: as far as from the top of the
    /// lift, and the height of that.
    /// </summary>
    public double Farthest(in EpisodeStart start)
    {
        double top = Top(start);
        return ((start.Thing with { Z = top }) - start.Target).Length + top;
    }

    /// <summary>Whether the object is at the top.</summary>
    /// <param name="start">Where it began.</param>
    /// <param name="height">The object's height.</param>
    /// <param name="distance">Of the fingers from it.</param>
    public bool IsLifted(in EpisodeStart start, double height, double distance) =>
        height >= Top(start) - Slack && distance < Held;

    /// <summary>All three stages: come to the object, lift it, and, while it is up there in the fingers, bring it to its target.</summary>
    /// <param name="start">Where it began.</param>
    /// <param name="fingers">Where the fingers are.</param>
    /// <param name="thing">Where the object is.</param>
    /// <param name="left">Its distance from the target, metres.</param>
    /// <param name="effort">The action's closing effort.</param>
    public double Carry(in EpisodeStart start, Point fingers, Point thing, double left, double effort)
    {
        double distance = (thing - fingers).Length;
        bool lifted = IsLifted(start, thing.Z, distance);
        double reward = Approach(start, fingers, thing, effort) + Lift(start, lifted, thing.Z, distance);
        return lifted && distance < Hold ? reward + Math.Max(ShapedProgress.Toward(Farthest(start), left), 0) : reward;
    }

    /// <summary>The stage of coming to the object; negative, save for the pay for closing.</summary>
    /// <param name="start">Where the fingers began.</param>
    /// <param name="fingers">Where they are.</param>
    /// <param name="thing">Where they should be.</param>
    /// <param name="effort">The action's closing effort.</param>
    public double Approach(in EpisodeStart start, Point fingers, Point thing, double effort)
    {
        var off = thing - fingers;
        double distance = off.Length, aside = off.LengthXy;
        if (distance < Grip) return -distance + Math.Max(effort, 0) / 50;
        return aside < Beside ? -distance : -aside - Climb * Math.Abs(fingers.Z - start.Fingers.Z);
    }

    /// <summary>The stage of lifting: 100 for each metre of height, all of it for a lift that is over.</summary>
    /// <param name="start">Where the object began.</param>
    /// <param name="over">Whether the object is lifted, or where it belongs.</param>
    /// <param name="height">The object's height.</param>
    /// <param name="distance">Of the fingers from it.</param>
    public double Lift(in EpisodeStart start, bool over, double height, double distance)
    {
        if (over) return 100 * Top(start);
        return distance < Hold && height > start.Height + OffTheGround ? 100 * Math.Min(Top(start), height) : 0;
    }
}
