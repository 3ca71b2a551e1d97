using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Comes down on the wrench's handle, closes, and lifts.</summary>
internal sealed class DisassemblePolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view)
    {
        var grip = view.Thing + new Point(-0.02, 0, 0.01);
        var off = view.Hand - grip;
        bool over = off.LengthXy <= 0.02;
        double effort = over && Math.Abs(off.Z) <= 0.07 ? 0.8 : 0;
        if (!over) return new Move(grip + new Point(0, 0, 0.1), 10, effort);
        return new Move(Math.Abs(off.Z) > 0.03 ? grip : view.Hand + new Point(0, 0, 0.1), 10, effort);
    }
}
