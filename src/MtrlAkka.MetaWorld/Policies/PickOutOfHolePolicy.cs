using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes down into the hole for the puck, straight up with it, then to the goal.</summary>
internal sealed class PickOutOfHolePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var grip = view.Thing + new Point(0, 0, 0.02);
        var off = view.Hand - grip;
        double effort = off.LengthXy > 0.02 || Math.Abs(off.Z) > 0.15 ? 0 : 0.1;
        if (off.LengthXy > 0.02) return new Move(grip + new Point(0, 0, 0.15), 25, effort);
        if (Math.Abs(off.Z) > 0.01) return new Move(grip, 25, effort);
        bool level = Math.Abs(view.Hand.Z - view.Goal.Z) <= 0.04;
        return new Move(level ? view.Goal : view.Hand with { Z = view.Goal.Z }, 25, effort);
    }
}
