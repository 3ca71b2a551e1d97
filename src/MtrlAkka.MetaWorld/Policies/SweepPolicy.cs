using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the block from above, drags it towards the goal, and lets go just before.</summary>
internal sealed class SweepPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        bool held = off.LengthXy <= 0.04 && Math.Abs(off.Z) <= 0.15 && view.Thing.X < 0.4;
        return new Move(Next(view), 25, held ? 0.7 : -1);
    }

    private static Point Next(in SceneView view)
    {
        if (view.Hand.X < 0.2)
        {
            var grip = view.Thing + new Point(0, 0, 0.015);
            var off = view.Hand - grip;
            if (off.LengthXy > 0.04) return grip + new Point(0, 0, 0.3);
            if (Math.Abs(off.Z) > 0.04) return grip;
        }

        return view.Goal + new Point(0, 0, 0.1);
    }
}
