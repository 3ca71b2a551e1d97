using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the right of the plate and pushes it to the left.</summary>
internal sealed class PlateSlideSidePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var edge = view.Thing + new Point(0.07, 0, -0.005);
        var off = view.Hand - edge;
        if (off.LengthXy > 0.04) return new Move(edge + new Point(0, 0, 0.1), 25, 1);
        if (Math.Abs(off.Z) > 0.04) return new Move(edge, 25, 1);
        if (view.Hand.X > -0.2) return new Move(new Point(view.Hand.X - 0.1, 0.6, view.Hand.Z), 25, 1);
        return new Move(edge + new Point(-0.1, 0, 0), 25, 1);
    }
}
