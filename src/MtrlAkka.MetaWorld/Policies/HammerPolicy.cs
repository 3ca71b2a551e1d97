using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the hammer by its handle, holds it in line with the nail, and goes straight at it.</summary>
internal sealed class HammerPolicy : IScriptedPolicy
{
    // Where the hand is when the nail is in.
    private static readonly Point Struck = new Point(0.24, 0.71, 0.11) + new Point(-0.19, 0, 0.05);

    public Move Decide(in SceneView view)
    {
        var grip = view.Thing + new Point(-0.04, 0, -0.01);
        var off = view.Hand - grip;
        bool over = off.LengthXy <= 0.04;
        double effort = over && Math.Abs(off.Z) <= 0.1 ? 0.8 : 0;
        if (!over) return new Move(grip + new Point(0, 0, 0.1), 10, effort);
        if (Math.Abs(off.Z) > 0.05 && grip.Z < 0.03) return new Move(grip + new Point(0, 0, 0.03), 10, effort);
        bool inLine = (view.Hand - Struck).LengthXz <= 0.02;
        return new Move(inLine ? Struck : Struck with { Y = view.Hand.Y }, 10, effort);
    }
}
