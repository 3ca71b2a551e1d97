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
        while (task.MinimumSeparation > 0 && Separation(vector) < task.MinimumSeparation);
    }

    private static double Separation(ReadOnlySpan<double> vector)
    {
        double x = vector[0] - vector[^3], y = vector[1] - vector[^2];
        return Math.Sqrt(x * x + y * y);
    }
}
