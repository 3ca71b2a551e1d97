namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>What most rewards of version 1 are made from.</summary>
public static class ShapedProgress
{
    /// <summary>
    /// 1000 for each metre that the object has come nearer, and two bells that rise close to the goal:
    /// 1000 (farthest - left) + scale (exp(-left² / wide) + exp(-left² / narrow)).
    /// </summary>
    /// <param name="farthest">The distance that counts as no progress, metres.</param>
    /// <param name="left">The distance left, metres.</param>
    /// <param name="scale">Height of each bell.</param>
    /// <param name="wide">Width of the wide bell, square metres.</param>
    /// <param name="narrow">Width of the narrow bell, square metres.</param>
    public static double Toward(double farthest, double left, double scale = 1000, double wide = 0.01, double narrow = 0.001) =>
        1000 * (farthest - left) + scale * (Math.Exp(-(left * left) / wide) + Math.Exp(-(left * left) / narrow));

    /// <summary>
    /// The distance between fingers and object, negative; and, while they are within 5 cm of it, the progress that
    /// <see cref="Toward"/> pays, if any.
    /// </summary>
    /// <param name="reach">Distance between fingers and object, metres.</param>
    /// <param name="farthest">The distance that counts as no progress, metres.</param>
    /// <param name="left">The distance left, metres.</param>
    /// <param name="wide">Width of the wide bell, square metres.</param>
    /// <param name="narrow">Width of the narrow bell, square metres.</param>
    public static double WithinReach(double reach, double farthest, double left, double wide = 0.01, double narrow = 0.001) =>
        -reach + (reach < 0.05 ? Math.Max(Toward(farthest, left, 1000, wide, narrow), 0) : 0);
}
