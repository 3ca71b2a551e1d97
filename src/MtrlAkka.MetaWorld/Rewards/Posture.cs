namespace MtrlAkka.MetaWorld.Rewards;

/// <summary>How well an object keeps its posture.</summary>
internal static class Posture
{
    /// <summary>1 in the wanted posture, falling in line with the difference of the quaternions down to 0.</summary>
    /// <param name="observation">The observation; it shows the first object's quaternion, w x y z.</param>
    /// <param name="w">The wanted quaternion's w; x and y are 0.</param>
    /// <param name="z">The wanted quaternion's z.</param>
    /// <param name="slack">The difference that counts 0.</param>
    public static double Kept(ReadOnlySpan<double> observation, double w, double z, double slack)
    {
        var seen = observation.Slice(7, 4);
        double dw = seen[0] - w, dz = seen[3] - z;
        return Math.Max(1 - Math.Sqrt(dw * dw + seen[1] * seen[1] + seen[2] * seen[2] + dz * dz) / slack, 0);
    }
}
