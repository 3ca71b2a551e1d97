using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Lines up with the button while drawing back, then pushes it in.</summary>
internal sealed class ButtonPressPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var aim = view.Thing + new Point(0, 0, -0.07);
        return Close(view.Hand.X, aim.X) && Close(view.Hand.Z, aim.Z)
            ? new Move(aim + new Point(0, 0.02, 0), 25, 0)
            : new Move(aim with { Y = view.Hand.Y - 0.1 }, 25, 0);
    }

    // Two centimetres, and a little more for a greater number.
    private static bool Close(double x, double reference) => Math.Abs(x - reference) <= 0.02 + 1e-5 * Math.Abs(reference);
}
