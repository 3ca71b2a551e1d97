using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the block from above, moves over the hole, and goes down into it.</summary>
internal sealed class HandInsertPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.02 || Math.Abs(off.Z) > 0.1 ? 0 : 0.65;
        if (off.LengthXy > 0.02) return new Move(view.Thing + new Point(0, 0, 0.1), 10, effort);
        if (Math.Abs(off.Z) > 0.05) return new Move(view.Thing + new Point(0, 0, 0.03), 10, effort);
        bool above = (view.Hand - view.Goal).LengthXy <= 0.04;
        return new Move(above ? view.Goal : view.Goal with { Z = view.Hand.Z }, 10, effort);
    }
}
