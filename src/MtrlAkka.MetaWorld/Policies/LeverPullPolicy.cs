using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes below the lever's end and lifts it, then follows it over.</summary>
internal sealed class LeverPullPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var before = view.Thing + new Point(0, -0.055, 0);
        var off = view.Hand - before;
        if (off.LengthXy > 0.02) return new Move(before + new Point(0, 0, -0.1), 25, 1);
        if (Math.Abs(off.Z) > 0.02) return new Move(before, 25, 1);
        return new Move(before + new Point(0, 0.08, 0.02), 25, 1);
    }
}
