using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the puck from above, waits until it is held, and carries it to the goal.</summary>
internal sealed class PickPlacePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        double effort = (view.Hand - view.Thing).Length < 0.07 ? 1 : 0;
        var grip = view.Thing + new Point(-0.005, 0, 0);
        var toGrip = view.Hand - grip;
        if (toGrip.LengthXy > 0.02) return new Move(grip + new Point(0, 0, 0.1), 10, effort);
        if (Math.Abs(toGrip.Z) > 0.05 && grip.Z < 0.04) return new Move(grip + new Point(0, 0, 0.03), 10, effort);
        return new Move(view.Opening > 0.73 ? view.Hand : view.Goal, 10, effort);
    }
}
