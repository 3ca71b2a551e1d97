using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the block from above, moves it in front of the goal, up, and onto the shelf.</summary>
internal sealed class ShelfPlacePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.04 || Math.Abs(off.Z) > 0.15 ? -1 : 0.7;
        var grip = view.Thing + new Point(-0.005, 0, 0.015);
        return new Move(Next(view, grip), 25, effort);
    }

    private static Point Next(in SceneView view, Point grip)
    {
        var hand = view.Hand;
        var off = hand - grip;
        if (off.LengthXy > 0.04) return grip + new Point(0, 0, 0.3);
        if (Math.Abs(off.Z) > 0.04) return grip;
        if (Math.Abs(hand.X - view.Goal.X) > 0.02) return new Point(view.Goal.X, hand.Y, 0.3);
        return hand + (hand.Z < 0.3 ? new Point(0, 0, 0.3) : new Point(0, 0.05, 0));
    }
}
