using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the stick from above, lines it up with the thermos, moves in until they meet, and carries on to the goal.</summary>
/// <param name="gain">Action for each metre of distance.</param>
/// <param name="grip">From the stick to where to take it.</param>
/// <param name="contact">From the thermos to where the hand meets it.</param>
/// <param name="lead">From the goal to where the hand heads for.</param>
internal sealed class StickPolicy(double gain, Point grip, Point contact, Point lead) : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        Point stick = view.Thing + grip, thermos = view.Other + contact;
        var off = view.Hand - stick;
        double effort = off.LengthXy > 0.02 || Math.Abs(off.Z) > 0.1 ? -1 : 0.7;
        return new Move(Heading(view, stick, thermos, off), gain, effort);
    }

    private Point Heading(in SceneView view, Point stick, Point thermos, Point off)
    {
        var apart = stick - thermos;
        if (Math.Abs(apart.X) <= 0.04) return view.Goal + lead;
        if (off.LengthXy > 0.02) return stick + new Point(0, 0, 0.1);
        if (Math.Abs(off.Z) > 0.02) return stick;
        if (Math.Abs(apart.Y) > 0.02) return stick with { Y = thermos.Y };
        return Math.Abs(apart.Z) > 0.02 ? thermos with { X = stick.X } : thermos;
    }
}
