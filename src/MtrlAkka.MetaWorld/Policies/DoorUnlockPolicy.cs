using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Sinks in front of the door, goes to the left of the bolt, and pushes it to the right.</summary>
internal sealed class DoorUnlockPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var beside = view.Thing + new Point(-0.04, -0.02, -0.03);
        if ((view.Hand - beside).LengthXy <= 0.02) return new Move(beside + new Point(0.1, 0, 0.01), 25, 1);
        return view.Hand.Z > 0.15
            ? new Move(view.Hand + new Point(0, -0.1, -0.1), 25, 1)
            : new Move(beside, 25, 1);
    }
}
