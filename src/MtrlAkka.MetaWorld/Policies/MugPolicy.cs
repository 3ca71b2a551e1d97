using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the mug from above, closes, and takes it to the goal.</summary>
/// <param name="side">How far beside the mug's middle to grip it, metres along x.</param>
/// <param name="height">How far above the mug to come from, metres.</param>
/// <param name="carry">How high to take the mug, metres; null for the goal's own height.</param>
/// <param name="effort">The effort that closes the gripper.</param>
internal sealed class MugPolicy(double side, double height, double? carry, double effort) : IScriptedPolicy
{
    private const double GripHeight = 0.05;
    private const double Beside = 0.06;

    public Move Decide(in SceneView view)
    {
        var off = view.Hand - (view.Thing + new Point(0.01, 0, GripHeight));
        double closing = off.LengthXy > Beside || Math.Abs(off.Z) > 0.1 ? -1 : effort;
        var grip = view.Thing + new Point(side, 0, GripHeight);
        var toGrip = view.Hand - grip;
        if (toGrip.LengthXy > Beside) return new Move(grip + new Point(0, 0, height), 10, closing);
        if (Math.Abs(toGrip.Z) > 0.02) return new Move(grip, 10, closing);
        return new Move(view.Goal with { Z = carry ?? view.Goal.Z }, 10, closing);
    }
}
