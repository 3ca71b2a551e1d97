using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes under the handle and lifts it.</summary>
internal sealed class HandlePullPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var at = view.Thing + new Point(0, -0.04, 0);
        if ((view.Hand - at).LengthXy > 0.02) return new Move(at, 25, 1);
        // The benchmark goes to one number on all three axes here: the handle's height.
        if (Math.Abs(view.Hand.Z - at.Z) > 0.02) return new Move(new Point(at.Z, at.Z, at.Z), 25, 1);
        return new Move(at + new Point(0, 0, 0.1), 25, 1);
    }
}
