using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the ball from above, lifts it straight up, and carries it over the hoop.</summary>
internal sealed class BasketballPolicy : IScriptedPolicy
{
    private const double HoopY = 0.875;
    private const double CarryingHeight = 0.35;

    public Move Decide(in SceneView view)
    {
        var ball = view.Thing + new Point(0, 0, 0.01);
        var off = view.Hand - ball;
        bool over = off.LengthXy <= 0.04;
        double effort = over && Math.Abs(view.Hand.Z - view.Thing.Z) <= 0.15 ? 0.6 : -1;
        if (!over) return new Move(ball + new Point(0, 0, 0.3), 25, effort);
        if (Math.Abs(off.Z) > 0.025) return new Move(ball, 25, effort);
        bool high = Math.Abs(ball.Z - CarryingHeight) <= 0.025;
        return new Move(
            high ? new Point(view.Goal.X, HoopY, CarryingHeight) : view.Hand with { Z = CarryingHeight }, 25, effort);
    }
}
