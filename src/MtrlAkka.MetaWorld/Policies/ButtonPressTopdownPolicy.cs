using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes above the button, then down on it.</summary>
internal sealed class ButtonPressTopdownPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view) => (view.Hand - view.Thing).LengthXy > 0.04
        ? new Move(view.Thing + new Point(0, 0, 0.1), 25, 1)
        : new Move(view.Thing, 25, 1);
}
