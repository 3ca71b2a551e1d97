using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the plate and drags it to the right.</summary>
internal sealed class PlateSlideBackSidePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var edge = view.Thing + new Point(0.023, 0, 0.025);
        var off = view.Hand - edge;
        if (off.LengthXy > 0.01) return new Move(edge + new Point(0, 0, 0.07), 10, 1);
        if (Math.Abs(off.Z) > 0.04) return new Move(edge, 10, 1);
        return new Move(new Point(view.Hand.X + 0.1, 0.6, view.Hand.Z), 10, 1);
    }
}
