namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>The batches and the noise of a golden file's updates, rows as they come.</summary>
internal sealed class BrcBatch
{
    private readonly GoldenFile _file;

    /// <summary>Looks at a file.</summary>
    /// <exception cref="InvalidDataException">It has no step.</exception>
    public BrcBatch(GoldenFile file)
    {
        _file = file;
        (Steps, Rows, Tasks) = (file.Config.Count("steps"), file.Config.Count("batch"), file.Config.Count("num_tasks"));
        if (Steps < 1) throw new InvalidDataException("its configuration has no steps");
    }

    /// <summary>Updates in the file.</summary>
    public int Steps { get; }

    /// <summary>Rows of a batch.</summary>
    public int Rows { get; }

    /// <summary>Number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>A tensor of one step.</summary>
    /// <exception cref="InvalidDataException">It is not of as many rows as the configuration says.</exception>
    public GoldenTensor Of(string name, int step)
    {
        var tensor = Steps == 1 ? _file[name] : _file[name].Part(step, Steps);
        return tensor.Values.Length % Rows == 0 ? tensor : throw new InvalidDataException($"'{name}' does not have {Rows} rows");
    }

    /// <summary>The rows' tasks as a one-hot [1, rows, tasks], to be disposed of.</summary>
    public Matrix OneHot(GoldenMachine machine, int step) =>
        machine.Matrix([.. Of("batch/task_ids", step).ToInts().SelectMany(task => Enumerable.Range(0, Tasks).Select(one => one == task ? 1.0 : 0))], 1, Rows, Tasks);

    /// <summary>Fills a batch with a step's.</summary>
    /// <param name="batch">Filled.</param>
    /// <param name="step">The step.</param>
    /// <param name="rewards">Which of the file's rewards.</param>
    public void Fill(TransitionBatch batch, int step, string rewards)
    {
        foreach (var (name, rows) in new[]
        {
            ("batch/observations", batch.Observations), ("batch/actions", batch.Actions), ("batch/next_observations", batch.NextObservations), (rewards, batch.Rewards),
        })
        {
            float[] values = Of(name, step).ToFloats();
            if (values.Length != rows.Length) throw new InvalidDataException($"'{name}' has {values.Length} numbers in a step, and its configuration makes {rows.Length}");
            values.CopyTo(rows, 0);
        }

        double[] masks = Of("batch/masks", step).Values;
        for (int row = 0; row < Rows; row++) batch.Terminated[row] = (float)(1 - masks[row]);
    }
}
