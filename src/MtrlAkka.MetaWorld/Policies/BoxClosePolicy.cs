using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the lid by its handle, lifts it, and carries it onto the box.</summary>
internal sealed class BoxClosePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var lid = view.Thing + new Point(0, 0, 0.02);
        var box = view.Goal with { Z = 0.15 };
        var off = view.Hand - lid;
        bool over = off.LengthXy <= 0.01;
        double effort = over && Math.Abs(off.Z) <= 0.13 ? 1 : 0.5;
        if (!over) return new Move(lid with { Z = 0.2 }, 25, effort);
        if (Math.Abs(off.Z) > 0.05) return new Move(lid, 25, effort);
        return new Move(Math.Abs(view.Hand.Z - box.Z) > 0.04 ? view.Hand with { Z = box.Z } : box, 25, effort);
    }
}
