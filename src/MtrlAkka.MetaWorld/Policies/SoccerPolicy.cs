using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes to the side of the ball that faces away from the goal, and pushes.</summary>
internal sealed class SoccerPolicy : IScriptedPolicy
{
    private const double Behind = 0.03;

    public Move Decide(in SceneView view)
    {
        var ball = view.Thing + new Point(0, 0, 0.03);
        double aside = ball.X - view.Goal.X;
        var side = aside switch
        {
            < -0.05 => new Point(-Behind, 0, 0),
            > 0.05 => new Point(Behind, 0, 0),
            _ => new Point(0, -Behind, 0),
        };
        var from = (ball + side) with { Z = (view.Hand - ball).LengthXy < 0.02 ? 0.1 : 0.03 };
        return new Move((view.Hand - from).Length > 0.01 ? from : ball, 25, 1);
    }
}
