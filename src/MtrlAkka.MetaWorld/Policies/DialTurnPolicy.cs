using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down to the right of the dial's mark and pushes it along.</summary>
internal sealed class DialTurnPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var beside = view.Thing + new Point(0.05, 0.02, 0.09);
        var off = view.Hand - beside;
        if (off.LengthXy > 0.02) return new Move(beside with { Z = 0.2 }, 10, 1);
        if (Math.Abs(off.Z) > 0.02) return new Move(beside, 10, 1);
        return new Move(beside + new Point(-0.05, 0.005, 0), 10, 1);
    }
}
