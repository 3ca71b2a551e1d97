using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the peg from above, lines it up beside the hole, and pushes it in sideways.</summary>
internal sealed class PegInsertSidePolicy : IScriptedPolicy
{
    // Beyond the deepest place of the hole; going too far does no harm.
    private const double PastTheHole = -0.35;
    private const double HoleHeight = 0.16;

    public Move Decide(in SceneView view)
    {
        var off = view.Hand - view.Thing;
        double effort = off.LengthXy > 0.04 || Math.Abs(off.Z) > 0.15 ? -1 : 0.6;
        var hole = new Point(PastTheHole, view.Goal.Y, HoleHeight);
        if (off.LengthXy > 0.04) return new Move(view.Thing + new Point(0, 0, 0.3), 25, effort);
        if (Math.Abs(off.Z) > 0.025) return new Move(view.Thing, 25, effort);
        bool linedUp = ((view.Thing - hole) with { X = 0 }).Length <= 0.03;
        return new Move(linedUp ? hole : hole + new Point(0.4, 0, 0), 25, effort);
    }
}
