namespace MtrlAkka.MetaWorld.Geometry;

/// <summary>Rotation matrices as quaternions.</summary>
public static class Orientation
{
    /// <summary>
    /// The unit quaternion x y z w of a 3×3 row-major rotation matrix. Of the two that fit, the one whose largest
    /// component is positive, as SciPy's <c>Rotation.from_matrix</c> gives it.
    /// </summary>
    public static void FromMatrix(ReadOnlySpan<double> m, Span<double> quaternion)
    {
        double trace = m[0] + m[4] + m[8];
        int largest = 3;
        double most = trace;
        for (int i = 2; i >= 0; i--)
        {
            if (m[4 * i] < most) continue;
            most = m[4 * i];
            largest = i;
        }

        if (largest == 3)
        {
            quaternion[0] = m[7] - m[5];
            quaternion[1] = m[2] - m[6];
            quaternion[2] = m[3] - m[1];
            quaternion[3] = 1 + trace;
        }
        else
        {
            int i = largest, j = (i + 1) % 3, k = (j + 1) % 3;
            quaternion[i] = 1 - trace + 2 * m[4 * i];
            quaternion[j] = m[3 * j + i] + m[3 * i + j];
            quaternion[k] = m[3 * k + i] + m[3 * i + k];
            quaternion[3] = m[3 * k + j] - m[3 * j + k];
        }

        double norm = 0;
        for (int i = 0; i < 4; i++) norm += quaternion[i] * quaternion[i];
        norm = Math.Sqrt(norm);
        for (int i = 0; i < 4; i++) quaternion[i] /= norm;
    }
}
