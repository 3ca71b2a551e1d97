using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>
/// Reward in [0, 1] for having an object between the pads and closing on it. Two caging terms, one across the fingers
/// (y) and one in their plane (x, z), are joined; once they are nearly full, closing counts as well.
/// </summary>
internal sealed record GripperCaging
{
    private const double NearlyCaged = 0.97;

    /// <summary>The nearest a pad can be to the object's centre, metres.</summary>
    public required double ObjectRadius { get; init; }

    /// <summary>The farthest a pad may be from the object's centre for full reward, metres.</summary>
    public required double PadReach { get; init; }

    /// <summary>The farthest the finger centre may be from the object in x and z for full reward, metres.</summary>
    public required double PlaneReach { get; init; }

    /// <summary>
    /// Whether a pad on the wrong side of the object counts as far from it, and the margin follows the object's
    /// distance from the pads now. Otherwise sides do not matter, and the margin follows the object's first place.
    /// </summary>
    public bool SidesMatter { get; init; }

    /// <summary>The reward at this moment.</summary>
    /// <param name="arm">The gripper.</param>
    /// <param name="start">Where object and fingers began.</param>
    /// <param name="thing">Where the object is.</param>
    /// <param name="effort">The action's closing effort; counts from 0 to 1.</param>
    public double Reward(SawyerArm arm, in EpisodeStart start, Point thing, double effort)
    {
        double left = arm.LeftPad.Y, right = arm.RightPad.Y;
        double across = SidesMatter
            ? Conjunction.Hamacher(Beside(left - thing.Y, left - thing.Y), Beside(thing.Y - right, thing.Y - right))
            : Conjunction.Hamacher(
                Beside(Math.Abs(left - thing.Y), left - start.Thing.Y),
                Beside(Math.Abs(right - thing.Y), right - start.Thing.Y));
        double inPlane = Tolerance.LongTail(
            (arm.FingerCentre - thing).LengthXz, 0, PlaneReach, (start.Thing - start.Fingers).LengthXz - PlaneReach);
        double caged = Conjunction.Hamacher(across, inPlane);
        double gripped = caged > NearlyCaged ? Math.Clamp(effort, 0, 1) : 0;
        return (Conjunction.Hamacher(caged, gripped) + caged) / 2;
    }

    private double Beside(double distance, double reference) =>
        Tolerance.LongTail(distance, ObjectRadius, PadReach, Math.Abs(Math.Abs(reference) - PadReach));
}
