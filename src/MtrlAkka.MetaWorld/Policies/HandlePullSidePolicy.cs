using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the handle, grips it, and lifts it.</summary>
internal sealed class HandlePullSidePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double aside = off.LengthXy, height = Math.Abs(off.Z);
        double effort = aside > 0.04 || height > 0.04 ? 0 : 0.6;
        if (aside > 0.04) return new Move(view.Thing + new Point(0, 0, 0.1), 25, effort);
        if (height > 0.03) return new Move(view.Thing, 25, effort);
        return new Move(view.Thing + new Point(0, 0, 1), 25, effort);
    }
}
