namespace MtrlAkka.Physics.Tests.Rendering;

/// <summary>Where a camera sees a point, by the rules of perspective.</summary>
/// <param name="Position">Of the camera, metres.</param>
/// <param name="Right">Its x axis, a unit vector.</param>
/// <param name="Up">Its y axis.</param>
/// <param name="FieldOfView">Vertical, radians.</param>
internal sealed record Pinhole(double[] Position, double[] Right, double[] Up, double FieldOfView)
{
    /// <summary>Pixels of a metre at one metre's distance.</summary>
    public double Focus(int height) => height / 2.0 / Math.Tan(FieldOfView / 2);

    /// <summary>Column and row of a point, and its distance along the camera's axis.</summary>
    public (int X, int Y, double Depth) Project(double[] point, int width, int height)
    {
        double[] offset = [.. point.Zip(Position, static (a, b) => a - b)];
        double[] forward = [(Up[1] * Right[2]) - (Up[2] * Right[1]), (Up[2] * Right[0]) - (Up[0] * Right[2]), (Up[0] * Right[1]) - (Up[1] * Right[0])];
        double depth = Dot(offset, forward), focus = Focus(height);
        return ((int)((width / 2.0) + (focus * Dot(offset, Right) / depth)), (int)((height / 2.0) - (focus * Dot(offset, Up) / depth)), depth);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();
}
