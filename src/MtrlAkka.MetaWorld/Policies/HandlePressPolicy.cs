using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the handle and pushes straight down.</summary>
/// <param name="where">Where on the handle to push, metres from its top.</param>
/// <param name="effort">The gripper's effort.</param>
internal sealed class HandlePressPolicy(Point where, double effort) : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var on = view.Thing + where;
        double height = (view.Hand - on).LengthXy > 0.02 ? 0.2 : -0.5;
        return new Move(on + new Point(0, 0, height), 25, effort);
    }
}
