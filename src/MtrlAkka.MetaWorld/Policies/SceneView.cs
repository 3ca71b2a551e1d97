using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>The parts of an observation that scripted policies look at.</summary>
/// <param name="Hand">Where the hand is.</param>
/// <param name="Opening">How far the gripper is open, in [0, 1].</param>
/// <param name="Thing">Where the first object is.</param>
/// <param name="Other">Where the second object is; zero where there is none.</param>
/// <param name="Goal">The goal; zero where it is hidden.</param>
public readonly record struct SceneView(Point Hand, double Opening, Point Thing, Point Other, Point Goal)
{
    /// <summary>The view that an observation of 39 numbers gives.</summary>
    public static SceneView Of(ReadOnlySpan<double> observation) => new(
        Point.From(observation), observation[3], Point.From(observation[4..]), Point.From(observation[11..]), Point.From(observation[36..]));
}
