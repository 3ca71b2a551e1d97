using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the puck from above, closes, and drags it to the goal.</summary>
internal class PushPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.02 || Math.Abs(off.Z) > 0.10 ? 0 : 0.6;
        var grip = view.Thing + new Point(-0.005, 0, 0);
        var toGrip = view.Hand - grip;
        if (toGrip.LengthXy > 0.02) return new Move(grip + new Point(0, 0, 0.2), 10, effort);
        if (Math.Abs(toGrip.Z) > 0.04) return new Move(grip + new Point(0, 0, 0.03), 10, effort);
        return new Move(Drag(view, grip), 10, effort);
    }

    /// <summary>Where to drag the puck.</summary>
    protected virtual Point Drag(in SceneView view, Point grip) => view.Goal;
}
