using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the near side of the window's handle, drops down beside it, and pushes it along.</summary>
/// <param name="side">Which side of the handle to push from, metres along x.</param>
/// <param name="height">How far above the handle to come from, metres.</param>
/// <param name="push">How far ahead to aim while pushing, metres along x.</param>
internal sealed class WindowPolicy(double side, double height, double push) : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var beside = view.Thing + new Point(side, -0.03, -0.08);
        var off = view.Hand - beside;
        if (off.LengthXy > 0.04) return new Move(beside + new Point(0, 0, height), 25, 1);
        if (Math.Abs(off.Z) > 0.02) return new Move(beside, 25, 1);
        return new Move(beside + new Point(push, 0, 0), 25, 1);
    }
}
