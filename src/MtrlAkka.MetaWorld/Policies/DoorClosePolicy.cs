using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes in high over the edge of the open door, drops down beyond it, and sweeps it to the goal.</summary>
internal sealed class DoorClosePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var edge = view.Thing + new Point(0.05, 0.12, 0.1);
        if (view.Hand.X > edge.X)
        {
            return view.Hand.Z < edge.Z + 0.2
                ? new Move(view.Hand with { Z = edge.Z + 0.25 }, 25, 1)
                : new Move(edge with { X = edge.X - 0.02, Z = view.Hand.Z }, 25, 1);
        }

        if (Math.Abs(view.Hand.Z - edge.Z) > 0.04) return new Move(edge + new Point(-0.02, 0, 0), 25, 1);
        return new Move(view.Goal, 25, 1);
    }
}
