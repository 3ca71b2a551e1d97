using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the front edge of the handle, drops down there, and pulls against its side.</summary>
internal sealed class DoorOpenPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var beside = view.Thing + new Point(-0.05, 0, 0);
        var off = view.Hand - beside;
        if (off.LengthXy > 0.12) return new Move(beside + new Point(0.06, 0.02, 0.2), 25, 1);
        if (Math.Abs(off.Z) > 0.04) return new Move(beside + new Point(0.06, 0.02, 0), 25, 1);
        return new Move(beside, 25, 1);
    }
}
