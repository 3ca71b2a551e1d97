using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the near edge of the plate, draws it out of the net, and takes it to the side.</summary>
internal sealed class PlateSlideBackPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var edge = view.Thing + new Point(0, -0.065, 0.025);
        var off = view.Hand - edge;
        if (off.LengthXy > 0.01) return new Move(edge + new Point(0, 0, 0.1), 10, -1);
        if (Math.Abs(off.Z) > 0.04) return new Move(edge, 10, -1);
        if (view.Hand.Y > 0.7) return new Move(view.Hand + new Point(0, -0.1, 0), 10, -1);
        if (view.Hand.Y > 0.6) return new Move(new Point(0.15, 0.55, view.Hand.Z), 10, -1);
        return new Move(new Point(view.Hand.X - 0.1, 0.55, view.Hand.Z), 10, -1);
    }
}
