using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Lines up with the button above the wall, passes over it, comes down and pushes the button in.</summary>
internal sealed class ButtonPressWallPolicy : IScriptedPolicy
{
    private const double AboveTheWall = 0.3;

    public Move Decide(in SceneView view)
    {
        var aim = view.Thing + new Point(0, 0, 0.04);
        if (Math.Abs(view.Hand.X - aim.X) > 0.02) return new Move(new Point(aim.X, view.Hand.Y, AboveTheWall), 15, 1);
        if (aim.Y - view.Hand.Y > 0.09) return new Move(aim with { Z = AboveTheWall }, 15, 1);
        return Math.Abs(view.Hand.Z - aim.Z) > 0.02
            ? new Move(aim + new Point(0, -0.05, 0), 15, 1)
            : new Move(aim + new Point(0, -0.02, 0), 15, -1);
    }
}
