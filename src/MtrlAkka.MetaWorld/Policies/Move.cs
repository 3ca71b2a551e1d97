using MtrlAkka.MetaWorld.Geometry;

namespace MtrlAkka.MetaWorld.Policies;

/// <summary>A move of the hand in proportion to how far it is from a place.</summary>
/// <param name="To">Where to go.</param>
/// <param name="Gain">Action for each metre of distance.</param>
/// <param name="Effort">The gripper's effort: 1 closes, -1 opens.</param>
public readonly record struct Move(Point To, double Gain, double Effort)
{
    /// <summary>Writes the action, in single precision as the benchmark's policies answer, and not cut to [-1, 1].</summary>
    public void WriteTo(Span<double> action, Point hand)
    {
        var push = Gain * (To - hand);
        action[0] = (float)push.X;
        action[1] = (float)push.Y;
        action[2] = (float)push.Z;
        action[3] = (float)Effort;
    }
}
