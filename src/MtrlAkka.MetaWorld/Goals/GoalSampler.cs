using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld;

/// <summary>Draws random vectors of a task as the benchmark does.</summary>
internal static class GoalSampler
{
    /// <summary>Fills one vector; vectors whose two points are too near each other are drawn again.</summary>
    public static void Draw(TaskDefinition task, MersenneTwister random, Span<double> vector)
    {
        do
        {
            for (int i = 0; i < vector.Length; i++)
                vector[i] = task.VectorLow[i] + (task.VectorHigh[i] - task.VectorLow[i]) * random.NextDouble();
        }
        while (task.MinimumSeparation > 0 && Separation(task, vector) < task.MinimumSeparation);
    }

    private static double Separation(TaskDefinition task, ReadOnlySpan<double> vector) =>
        (Point.From(vector) - (task.SeparatedFrom ?? Point.From(vector[^3..]))).LengthXy;
}
