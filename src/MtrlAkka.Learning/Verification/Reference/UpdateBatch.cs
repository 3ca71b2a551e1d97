namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>The batches and the noise of a golden file's updates, rows grouped by task.</summary>
internal sealed class UpdateBatch
{
    private readonly GoldenFile _file;

    /// <summary>Looks at a file.</summary>
    /// <exception cref="InvalidDataException">Its batch has not as many rows of each task, which no update here takes.</exception>
    public UpdateBatch(GoldenFile file)
    {
        _file = file;
        Steps = file.Config.Count("steps");
        int tasks = file.Config.Count("num_tasks");
        Groups = [.. Enumerable.Range(0, Steps).Select(step => new RowGroups(RowGroups.TasksOf(Of("batch/observations", step), tasks), tasks))];
        if (Steps < 1) throw new InvalidDataException("its configuration has no steps");
        if (Groups.Any(groups => !groups.IsBalanced || groups.PerTask != Groups[0].PerTask))
            throw new InvalidDataException("an update here takes as many rows of each task");
        Settings = ReferenceSettings.Agent(file.Config, Groups[0].PerTask);
    }

    /// <summary>Updates in the file.</summary>
    public int Steps { get; }

    /// <summary>The agent that updates.</summary>
    public SacSettings Settings { get; }

    /// <summary>The order of each step's rows.</summary>
    public IReadOnlyList<RowGroups> Groups { get; }

    /// <summary>A tensor of one step.</summary>
    public GoldenTensor Of(string name, int step) => Steps == 1 ? _file[name] : _file[name].Part(step, Steps);

    /// <summary>Rows of a step, the first columns of each.</summary>
    public float[] Rows(string name, int step, int columns) => Array.ConvertAll(Groups[step].Group(Of(name, step), columns), static x => (float)x);

    /// <summary>Fills a batch with a step's.</summary>
    public void Fill(TransitionBatch batch, int step)
    {
        Rows("batch/observations", step, batch.ObservationSize).CopyTo(batch.Observations, 0);
        Rows("batch/next_observations", step, batch.ObservationSize).CopyTo(batch.NextObservations, 0);
        Rows("batch/actions", step, batch.ActionSize).CopyTo(batch.Actions, 0);
        Rows("batch/rewards", step, 1).CopyTo(batch.Rewards, 0);
        Rows("batch/dones", step, 1).CopyTo(batch.Terminated, 0);
    }
}
