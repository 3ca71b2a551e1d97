using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Drags the puck around the wall's left end, then to the goal.</summary>
internal sealed class PushWallPolicy : PushPolicy
{
    protected override Point Drag(in SceneView view, Point grip)
    {
        if (grip is { X: >= -0.1 and <= 0.3, Y: >= 0.65 and <= 0.75 }) return view.Hand + new Point(-1, 0, 0);
        if (grip is { X: (> -0.15 and < 0.05) or (> 0.15 and < 0.35), Y: >= 0.695 and <= 0.755 })
            return view.Hand + new Point(0, 1, 0);
        return view.Goal;
    }
}
