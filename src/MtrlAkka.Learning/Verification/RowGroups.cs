namespace MtrlAkka.Learning.Verification;

/// <summary>
/// Rows of a file, in whatever order their tasks come, as the networks here take them: as many of each task, task after
/// task. Where a task has fewer rows than another, rows are repeated; nobody looks at those.
/// </summary>
internal sealed class RowGroups
{
    private readonly int[] _source, _place;

    /// <summary>Groups rows by task.</summary>
    /// <param name="tasks">The task of each row.</param>
    /// <param name="count">Number of tasks.</param>
    /// <exception cref="InvalidDataException">A task is not one of them.</exception>
    public RowGroups(IReadOnlyList<int> tasks, int count)
    {
        if (tasks.Any(task => task < 0 || task >= count)) throw new InvalidDataException($"a row is of none of {count} tasks");
        int[][] groups = [.. Enumerable.Range(0, count).Select(task => Enumerable.Range(0, tasks.Count).Where(row => tasks[row] == task).ToArray())];
        (Tasks, PerTask) = (count, groups.Max(static group => group.Length));
        IsBalanced = groups.All(group => group.Length == PerTask);
        (_source, _place) = (new int[count * PerTask], new int[tasks.Count]);
        for (int i = 0; i < _source.Length; i++)
        {
            int[] group = groups[i / PerTask];
            if (i % PerTask < group.Length) _place[group[i % PerTask]] = i;
            _source[i] = group.Length == 0 ? 0 : group[i % PerTask % group.Length];
        }
    }

    /// <summary>Number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>Rows of each task.</summary>
    public int PerTask { get; }

    /// <summary>Whether every task has as many rows, so that none is repeated.</summary>
    public bool IsBalanced { get; }

    /// <summary>All rows, the repeated ones included.</summary>
    public int Rows => _source.Length;

    /// <summary>Task of each row by the one-hot at the end of it.</summary>
    public static int[] TasksOf(GoldenTensor rows, int count)
    {
        int columns = rows.Columns;
        return [.. Enumerable.Range(0, rows.Values.Length / columns).Select(row =>
            rows.Values.AsSpan((row * columns) + columns - count, count) is var oneHot && oneHot.IndexOf(1) is var task && oneHot.Count(1.0) == 1
                ? task : throw new InvalidDataException($"row {row} of '{rows.Name}' does not end in a one-hot of {count} tasks"))];
    }

    /// <summary>The first columns of the file's rows, grouped.</summary>
    public double[] Group(GoldenTensor rows, int columns)
    {
        int width = rows.Values.Length / _place.Length;
        if (width < columns || rows.Values.Length != width * _place.Length)
            throw new InvalidDataException($"'{rows.Name}' does not have {_place.Length} rows of {columns} numbers");
        var grouped = new double[Rows * columns];
        for (int row = 0; row < Rows; row++) rows.Values.AsSpan(_source[row] * width, columns).CopyTo(grouped.AsSpan(row * columns));
        return grouped;
    }

    /// <summary>The rows of a result [members, rows, columns] in the file's order.</summary>
    public double[] Ungroup(Matrix result)
    {
        double[] values = GoldenMachine.Values(result.Tensor), rows = new double[result.Members * _place.Length * result.Columns];
        for (int i = 0; i < result.Members * _place.Length; i++)
        {
            int from = (i / _place.Length * Rows) + _place[i % _place.Length];
            values.AsSpan(from * result.Columns, result.Columns).CopyTo(rows.AsSpan(i * result.Columns));
        }

        return rows;
    }
}
