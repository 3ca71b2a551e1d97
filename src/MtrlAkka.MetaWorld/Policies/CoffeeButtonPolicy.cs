using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Lines up with the button, then pushes far past it.</summary>
internal sealed class CoffeeButtonPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var aim = view.Thing + new Point(0, 0, -0.07);
        return (view.Hand - aim).LengthXz > 0.02
            ? new Move(aim with { Y = view.Hand.Y }, 10, -1)
            : new Move(aim + new Point(0, 0.2, 0), 10, -1);
    }
}
