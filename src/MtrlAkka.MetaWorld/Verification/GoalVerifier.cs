namespace MtrlAkka.MetaWorld;

/// <summary>How many of a task's goals equal the recorded ones.</summary>
/// <param name="Task">Full name of the task.</param>
/// <param name="Goals">Goals compared.</param>
/// <param name="Different">Goals with any number that differs in any bit.</param>
public sealed record GoalReport(string Task, int Goals, int Different);

/// <summary>Compares drawn goals with recorded ones.</summary>
public static class GoalVerifier
{
    /// <summary>Draws the goals of a benchmark again and compares them, bit for bit.</summary>
    /// <param name="tasks">Full names in the order in which the goals were drawn.</param>
    /// <param name="seed">Seed they were drawn with.</param>
    /// <param name="recorded">A task's recorded vectors, one after another.</param>
    /// <exception cref="MetaWorldException">A task is not known.</exception>
    public static IReadOnlyList<GoalReport> Verify(IReadOnlyList<string> tasks, uint seed, Func<string, double[]> recorded)
    {
        double[][] expected = [.. tasks.Select(recorded)];
        int size = TaskCatalog.Find(tasks[0]).VectorLow.Length;
        int count = expected[0].Length / size;
        var table = GoalTable.Create(tasks, seed, count);
        return [.. tasks.Select((task, i) => new GoalReport(task, count, Different(table, i, expected[i])))];
    }

    private static int Different(GoalTable table, int task, ReadOnlySpan<double> expected)
    {
        int different = 0, size = table[task, 0].Length;
        for (int goal = 0; goal < table.GoalsPerTask; goal++)
        {
            int start = goal * size;
            if (start + size > expected.Length || !table[task, goal].SequenceEqual(expected.Slice(start, size))) different++;
        }

        return different;
    }
}
