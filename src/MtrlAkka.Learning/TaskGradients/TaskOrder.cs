using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>The random orders in which PCGrad projects, as numbers that go to the device with the batch.</summary>
internal static class TaskOrder
{
    /// <summary>Fills [tasks, tasks]: each row with a permutation of the tasks of its own (Fisher and Yates's shuffle).</summary>
    /// <param name="order">Task numbers.</param>
    /// <param name="tasks">Tasks.</param>
    /// <param name="random">Seed and stream.</param>
    /// <param name="update">Index of the update: the numbers' step.</param>
    public static void Draw(Span<float> order, int tasks, CounterRandom random, ulong update)
    {
        for (int task = 0; task < tasks; task++)
        {
            var row = order.Slice(task * tasks, tasks);
            for (int i = 0; i < tasks; i++) row[i] = i;
            for (int i = tasks - 1; i > 0; i--)
            {
                int j = random.Below(i + 1, update, (uint)((task * tasks) + i));
                (row[i], row[j]) = (row[j], row[i]);
            }
        }
    }
}
