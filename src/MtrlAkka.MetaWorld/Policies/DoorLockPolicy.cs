using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Rises in front of the door, comes down on the end of the bolt, and presses it down.</summary>
internal sealed class DoorLockPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var bolt = view.Thing + new Point(-0.02, -0.02, 0);
        var off = view.Hand - bolt;
        if (off.LengthXy > 0.02)
        {
            return view.Hand.Z < 0.25
                ? new Move(view.Hand + new Point(0, -0.1, 0.1), 25, -1)
                : new Move(bolt + new Point(0, 0, 0.3), 25, -1);
        }

        if (Math.Abs(off.Z) > 0.02) return new Move(bolt, 25, -1);
        return new Move(bolt + new Point(-0.1, 0, -0.1), 25, -1);
    }
}
