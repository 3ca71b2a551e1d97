using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes to the goal, and up as long as the wall is in the way.</summary>
internal sealed class ReachWallPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        bool blocked = view.Hand is { X: >= -0.1 and <= 0.3, Y: >= 0.6 and <= 0.8, Z: < 0.25 };
        return new Move(blocked ? view.Goal + new Point(0, 0, 1) : view.Goal, 5, 0);
    }
}
