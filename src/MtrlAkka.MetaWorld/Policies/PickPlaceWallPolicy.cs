using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the puck from above, closes, and carries it over the wall.</summary>
internal sealed class PickPlaceWallPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.015 || Math.Abs(off.Z) > 0.1 ? 0 : 0.9;
        var grip = view.Thing + new Point(-0.005, 0, 0);
        var toGrip = view.Hand - grip;
        if (toGrip.LengthXy > 0.015) return new Move(grip + new Point(0, 0, 0.1), 10, effort);
        if (Math.Abs(toGrip.Z) > 0.04 && grip.Z < 0.03) return new Move(grip + new Point(0, 0, 0.03), 10, effort);
        return new Move(Carry(view), 10, effort);
    }

    private static Point Carry(in SceneView view)
    {
        Point hand = view.Hand, goal = view.Goal;
        bool atWall = hand is { X: >= -0.15 and <= 0.35, Y: >= 0.6 and <= 0.8 };
        if (atWall && hand.Z < 0.25) return hand + new Point(0, 0, 1);
        if (atWall && hand.Z < 0.35) return goal with { Z = hand.Z };
        return Math.Abs(hand.Z - goal.Z) > 0.01 ? hand with { Z = goal.Z } : goal;
    }
}
