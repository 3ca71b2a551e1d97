using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the near edge of the plate and pushes it forward, in line with the goal.</summary>
internal sealed class PlateSlidePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var edge = view.Thing + new Point(0, -0.055, 0.03);
        var off = view.Hand - edge;
        if (off.LengthXy > 0.03) return new Move(edge + new Point(0, 0, 0.1), 10, -1);
        if (Math.Abs(off.Z) > 0.04) return new Move(edge, 10, -1);
        return new Move(new Point(view.Goal.X, 0.9, edge.Z), 10, -1);
    }
}
