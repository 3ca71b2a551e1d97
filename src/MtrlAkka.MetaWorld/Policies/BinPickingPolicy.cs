using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Takes the cube from above, lifts it over the walls, and sets it down in the other bin.</summary>
internal sealed class BinPickingPolicy : IScriptedPolicy
{
    private static readonly Point Bin = new(0.12, 0.7, 0.02);

    public Move Decide(in SceneView view)
    {
        var cube = view.Thing + new Point(0, 0, 0.03);
        // Fingers that close in the middle of the bin drag a cube away from the wall.
        cube = cube with { Y = Math.Max(0.675, Math.Min(cube.Y, 0.725)) };
        var off = view.Hand - cube;
        bool over = off.LengthXy <= 0.02;
        double effort = over && Math.Abs(off.Z) <= 0.02 ? 0.6 : -1;
        if (!over) return new Move(cube + new Point(0, 0, 0.15), 25, effort);
        if (Math.Abs(off.Z) > 0.01) return new Move(cube, 25, effort);
        if ((view.Hand - Bin).LengthXy <= 0.02) return new Move(Bin, 25, effort);
        return new Move(view.Hand.Z < 0.15 ? view.Hand + new Point(0, 0, 0.1) : Bin with { Z = 0.18 }, 25, effort);
    }
}
