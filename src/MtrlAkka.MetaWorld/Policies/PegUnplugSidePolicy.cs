using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the plug from above, closes, and pulls it straight out.</summary>
internal sealed class PegUnplugSidePolicy : IScriptedPolicy
{
    private const double GripHeight = 0.15;

    public Move Decide(in SceneView view)
    {
        var plug = view.Thing + new Point(-0.02, 0, 0.035);
        var off = view.Hand - plug;
        double effort = off.LengthXy > 0.04 || Math.Abs(off.Z) > 0.15 ? -1 : 0.1;
        if (off.LengthXy > 0.04) return new Move(plug + new Point(0, 0, 0.2), 25, effort);
        if (Math.Abs(view.Hand.Z - GripHeight) > 0.02) return new Move(plug with { Z = GripHeight }, 25, effort);
        return new Move(view.Hand + new Point(0.01, 0, 0), 25, effort);
    }
}
