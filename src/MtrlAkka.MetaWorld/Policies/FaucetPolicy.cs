using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above one side of the faucet's handle, drops down beside it, and pushes it around.</summary>
/// <param name="turn">Where to push along x, 1 or -1.</param>
internal sealed class FaucetPolicy(int turn) : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var beside = view.Thing + new Point(-turn * 0.04, 0, 0.03);
        var off = view.Hand - beside;
        if (off.LengthXy > 0.04) return new Move(beside + new Point(0, 0, 0.1), 25, 1);
        if (Math.Abs(off.Z) > 0.04) return new Move(beside, 25, 1);
        return new Move(beside + new Point(turn * 0.1, 0.05, 0), 25, 1);
    }
}
