using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Rises over the drawer where it must, comes down in front of the handle, and pushes.</summary>
internal sealed class DrawerClosePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var handle = view.Thing + new Point(0, 0, -0.02);
        bool behind = view.Hand.Y > handle.Y;
        if (behind && view.Hand.Z < handle.Z + 0.23) return new Move(view.Hand with { Z = handle.Z + 0.5 }, 25, 1);
        if (behind) return new Move(handle + new Point(0, -0.075, 0.23), 25, 1);
        if (Math.Abs(view.Hand.Z - handle.Z) > 0.04) return new Move(handle + new Point(0, -0.075, 0), 25, 1);
        return new Move(handle, 25, 1);
    }
}
