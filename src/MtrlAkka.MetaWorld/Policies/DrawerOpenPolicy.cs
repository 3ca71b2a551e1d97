using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the handle, drops a finger behind it, and pulls hard.</summary>
internal sealed class DrawerOpenPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var handle = view.Thing + new Point(0, 0, -0.02);
        var off = view.Hand - handle;
        if (off.LengthXy > 0.06) return new Move(handle + new Point(0, 0, 0.3), 4, -1);
        if (Math.Abs(off.Z) > 0.04) return new Move(handle, 4, -1);
        return new Move(handle + new Point(0, -0.06, 0), 50, -1);
    }
}
