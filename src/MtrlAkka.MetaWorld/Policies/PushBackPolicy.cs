using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the block from above, closes, and drags it to the goal at the hand's height.</summary>
internal sealed class PushBackPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        bool above = off.LengthXy <= 0.04;
        double height = Math.Abs(off.Z);
        double effort = above && height <= 0.05 ? 0.9 : 0;
        if (!above) return new Move(view.Thing + new Point(0, 0, 0.3), 10, effort);
        if (height > 0.055) return new Move(view.Thing, 10, effort);
        return new Move(view.Goal + new Point(0, 0, view.Hand.Z), 10, effort);
    }
}
