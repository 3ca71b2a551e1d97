using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>
/// Reward in [0, 1] for having an object between the pads and closing on it. Two caging terms, one across the fingers
/// (y) and one in their plane (x, z), are joined; once they are nearly full, closing counts as well.
/// </summary>
public sealed record GripperCaging
{
    private const double NearlyCaged = 0.97;
    private const double CagedEnoughToSqueeze = 0.95;

    /// <summary>The nearest a pad can be to the object's centre, metres.</summary>
    public required double ObjectRadius { get; init; }

    /// <summary>The farthest a pad may be from the object's centre for full reward, metres.</summary>
    public required double PadReach { get; init; }

    /// <summary>The farthest the finger centre may be from the object in x and z for full reward, metres.</summary>
    public required double PlaneReach { get; init; }

    /// <summary>What is paid on the way.</summary>
    public CagingDensity Density { get; init; } = CagingDensity.Cage;

    /// <summary>The farthest the finger centre may be from the object to be paid in full for <see cref="CagingDensity.Reach"/>, metres.</summary>
    public double ReachRadius { get; init; } = 0.01;

    /// <summary>The closing effort that counts as full, in (0, 1].</summary>
    public double FullEffort { get; init; } = 1;

    /// <summary>
    /// Whether a pad on the wrong side of the object counts as far from it, and the margin follows the object's
    /// distance from the pads now. Otherwise sides do not matter, and the margin follows the object's first place.
    /// </summary>
    public bool SidesMatter { get; init; }

    /// <summary>
    /// How far beyond <see cref="ObjectRadius"/> the pads may be to count as squeezing the object, metres. Where it is
    /// set, squeezing is paid in place of closing effort.
    /// </summary>
    public double? SqueezeSlack { get; init; }

    /// <summary>The reward at this moment.</summary>
    /// <param name="arm">The gripper.</param>
    /// <param name="start">Where object and fingers began.</param>
    /// <param name="thing">Where the object is.</param>
    /// <param name="effort">The action's closing effort; counts from 0 to <see cref="FullEffort"/>.</param>
    public double Reward(SawyerArm arm, in EpisodeStart start, Point thing, double effort)
    {
        double inPlane = Tolerance.LongTail(
            (arm.FingerCentre - thing).LengthXz, 0, PlaneReach, (start.Thing - start.Fingers).LengthXz - PlaneReach);
        double caged = Conjunction.Hamacher(Across(arm, start, thing, PadReach), inPlane);
        if (SqueezeSlack is { } slack)
        {
            double squeezed = caged > CagedEnoughToSqueeze ? Across(arm, start, thing, ObjectRadius + slack) : 0;
            return (caged + squeezed) / 2;
        }

        double closed = Math.Min(Math.Max(0, effort), FullEffort) / FullEffort;
        double gripped = Conjunction.Hamacher(caged, caged > NearlyCaged ? closed : 0);
        return Density switch
        {
            CagingDensity.Cage => (gripped + caged) / 2,
            CagingDensity.Reach => (gripped + Reached(arm, start, thing)) / 2,
            _ => gripped,
        };
    }

    private double Reached(SawyerArm arm, in EpisodeStart start, Point thing) => Tolerance.LongTail(
        (thing - arm.FingerCentre).Length, 0, ReachRadius, Math.Abs((start.Thing - start.Fingers).Length - ReachRadius));

    private double Across(SawyerArm arm, in EpisodeStart start, Point thing, double farthest)
    {
        double left = arm.LeftPad.Y, right = arm.RightPad.Y;
        return SidesMatter
            ? Conjunction.Hamacher(
                Beside(left - thing.Y, left - thing.Y, farthest),
                Beside(thing.Y - right, thing.Y - right, farthest))
            : Conjunction.Hamacher(
                Beside(Math.Abs(left - thing.Y), left - start.Thing.Y, farthest),
                Beside(Math.Abs(right - thing.Y), right - start.Thing.Y, farthest));
    }

    private double Beside(double distance, double reference, double farthest) =>
        Tolerance.LongTail(distance, ObjectRadius, farthest, Math.Abs(Math.Abs(reference) - PadReach));
}
