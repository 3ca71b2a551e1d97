using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the wrench by its handle, lifts it, carries its ring over the peg, and drops it there.</summary>
internal sealed class AssemblyPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var grip = view.Thing + new Point(-0.02, 0, 0);
        var above = view.Goal + new Point(0.12, 0, 0.14);
        var off = view.Hand - grip;
        bool overGrip = off.LengthXy <= 0.02;
        double effort = overGrip && Math.Abs(off.Z) <= 0.12 ? 0.6 : 0;
        return new Move(Aim(view.Hand, grip, above, overGrip), 10, effort);
    }

    private static Point Aim(Point hand, Point grip, Point above, bool overGrip)
    {
        if (!overGrip) return grip + new Point(0, 0, 0.1);
        if ((hand - above).LengthXy <= 0.02) return above + new Point(0, 0, -0.2);
        if (Math.Abs(hand.Z - grip.Z) > 0.05) return grip + new Point(0, 0, 0.03);
        return Math.Abs(hand.Z - above.Z) > 0.04 ? hand with { Z = above.Z } : above;
    }
}
