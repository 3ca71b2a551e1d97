using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the button, then down on it.</summary>
/// <param name="aside">How far from the button's middle to aim, metres along y.</param>
/// <param name="effort">The gripper's effort.</param>
internal sealed class ButtonPressTopdownPolicy(double aside, double effort) : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var aim = view.Thing + new Point(0, aside, 0);
        return (view.Hand - aim).LengthXy > 0.04
            ? new Move(aim + new Point(0, 0, 0.1), 25, effort)
            : new Move(aim, 25, effort);
    }
}
