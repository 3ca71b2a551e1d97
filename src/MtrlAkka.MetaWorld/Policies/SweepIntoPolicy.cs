using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the block from above, closes, and sweeps it to the hole.</summary>
internal sealed class SweepIntoPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.04 || Math.Abs(off.Z) > 0.15 ? -1 : 0.7;
        var grip = view.Thing + new Point(-0.005, 0, 0.01);
        var toGrip = view.Hand - grip;
        if (toGrip.LengthXy > 0.04) return new Move(grip + new Point(0, 0, 0.3), 25, effort);
        return new Move(Math.Abs(toGrip.Z) > 0.04 ? grip : view.Goal, 25, effort);
    }
}
