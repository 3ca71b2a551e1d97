using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Numerics;

namespace MtrlAkka.MetaWorld;

/// <summary>Draws random vectors of a task; those whose two points are too near each other are drawn again.</summary>
internal static class GoalSampler
{
    /// <summary>Fills one vector with the generator's next numbers, as the benchmark does.</summary>
    public static void Draw(TaskDefinition task, MersenneTwister random, Span<double> vector)
    {
        do
        {
            for (int i = 0; i < vector.Length; i++) vector[i] = Between(task, i, random.NextDouble());
        }
        while (!IsApart(task, vector));
    }

    /// <summary>Fills one vector as a function of a step.</summary>
    public static void Draw(TaskDefinition task, CounterRandom random, ulong step, Span<double> vector)
    {
        uint block = 0;
        do
        {
            for (int i = 0; i < vector.Length; i++)
            {
                var (a, b, _, _) = random.Block(step, block++);
                vector[i] = Between(task, i, (((ulong)a << 21) ^ (b >> 11)) * (1.0 / (1UL << 53)));
            }
        }
        while (!IsApart(task, vector));
    }

    private static double Between(TaskDefinition task, int i, double share) =>
        task.VectorLow[i] + (task.VectorHigh[i] - task.VectorLow[i]) * share;

    private static bool IsApart(TaskDefinition task, ReadOnlySpan<double> vector)
    {
        if (task.MinimumSeparation == 0) return true;
        var other = task.SeparatedFrom ?? Point.From(vector[^3..]);
        return (Point.From(vector) - other).LengthXy >= task.MinimumSeparation;
    }
}
