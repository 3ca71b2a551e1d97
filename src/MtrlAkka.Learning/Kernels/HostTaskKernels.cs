using System.Numerics;

namespace MtrlAkka.Learning;

/// <summary>The tasks' arithmetic for the CPU, on one thread: it is little beside a network's.</summary>
internal sealed unsafe class HostTaskKernels<T> : TaskKernels where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HostScratch<T> _ofTasks = new();

    public override void Normalise(RewardNormalisation normalisation, Matrix oneHot, Matrix extents, Matrix logAlpha, Matrix rewards)
    {
        int tasks = extents.Columns;
        T* divisors = _ofTasks.Take(tasks), extent = (T*)extents.Pointer, alpha = (T*)logAlpha.Pointer;
        T entropy = T.CreateTruncating(normalisation.EntropyReturn), limit = T.CreateTruncating(normalisation.Limit);
        for (int task = 0; task < tasks; task++)
            divisors[task] = (extent[task] + (T.Exp(alpha[logAlpha.Columns == 1 ? 0 : task]) * entropy)) / limit;
        HostRows<T> ofRows = new(oneHot), reward = new(rewards);
        for (int row = 0; row < rewards.Rows; row++) *reward[row] /= divisors[Task(ofRows[row], tasks)];
    }

    public override void Embed(Matrix table, Matrix oneHot, Matrix columns)
    {
        int tasks = table.Rows, size = table.Columns;
        T* units = Units(table);
        HostRows<T> ofRows = new(oneHot), to = new(columns);
        for (int row = 0; row < columns.Rows; row++)
            new ReadOnlySpan<T>(units + (Task(ofRows[row], tasks) * size), size).CopyTo(new Span<T>(to[row], size));
    }

    public override void EmbedBackward(Matrix table, Matrix oneHot, Matrix columnGradient, Matrix gradient)
    {
        int tasks = table.Rows, size = table.Columns;
        T* units = Units(table);
        HostRows<T> vectors = new(table), ofRows = new(oneHot), flow = new(columnGradient), to = new(gradient);
        for (int task = 0; task < tasks; task++) new Span<T>(to[task], size).Clear();
        for (int at = 0; at < columnGradient.Members * columnGradient.Rows; at++)
        {
            T* sum = to[Task(ofRows[at % columnGradient.Rows], tasks)], one = flow[at];
            for (int k = 0; k < size; k++) sum[k] += one[k];
        }

        for (int task = 0; task < tasks; task++)
        {
            T* sum = to[task], unit = units + (task * size);
            T along = T.Zero, length = Length(vectors[task], size);
            for (int k = 0; k < size; k++) along += unit[k] * sum[k];
            for (int k = 0; k < size; k++) sum[k] = (sum[k] - (unit[k] * along)) / length;
        }
    }

    private T* Units(Matrix table)
    {
        int size = table.Columns;
        T* units = _ofTasks.Take(table.Rows * size);
        HostRows<T> vectors = new(table);
        for (int task = 0; task < table.Rows; task++)
        {
            T length = Length(vectors[task], size);
            for (int k = 0; k < size; k++) units[(task * size) + k] = vectors[task][k] / length;
        }

        return units;
    }

    private static T Length(T* vector, int size)
    {
        T sum = T.Zero;
        for (int k = 0; k < size; k++) sum += vector[k] * vector[k];
        return T.Sqrt(sum);
    }

    private static int Task(T* oneHot, int tasks)
    {
        int task = 0;
        while (task < tasks - 1 && oneHot[task] == T.Zero) task++;
        return task;
    }
}
