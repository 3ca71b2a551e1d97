using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>
/// The task embedding of an agent, as BRC has it (arXiv 2505.23150): one table that belongs to all critics of the ensemble and is
/// trained by their loss alone, and the target critics' moving average of it. The actor reads the critics' table without
/// training it. It fills the last columns of a batch's rows, next observations' too. Treatments of the critics leave it alone, resets
/// among them: the actor would lose its tasks.
/// </summary>
internal sealed class CriticEmbedding : IDisposable
{
    private readonly BatchBuffers _batch;
    private readonly TaskEmbedding _online, _average;
    private readonly Matrix _columns, _nextColumns;

    /// <summary>Tables of zeros, for a batch.</summary>
    /// <param name="settings">With an embedding.</param>
    /// <param name="batch">Whose columns it fills.</param>
    /// <param name="kernels">The device's.</param>
    /// <param name="adam">How the critics' table is trained; null for a copy that is only read.</param>
    public CriticEmbedding(SacSettings settings, BatchBuffers batch, DeviceKernels kernels, AdamSettings? adam)
    {
        _batch = batch;
        var input = batch.Input.Tensor;
        FlatParameters Make() => new(Layout(settings), input.dtype, input.device);
        (Table, Target) = (Make(), Make());
        Optimizer = adam is null ? null : new AdamOptimizer(adam, kernels.Optimizer, Table);
        (_online, _average) = (new(kernels.Tasks, Table, Optimizer?.Gradient), new(kernels.Tasks, Target, null));
        Matrix Last(Matrix rows) => rows.SelectColumns(rows.Columns - settings.EmbeddingSize, settings.EmbeddingSize);
        (_columns, _nextColumns) = (Last(batch.Input), Last(batch.NextInput));
    }

    /// <summary>The critics' table.</summary>
    public FlatParameters Table { get; }

    /// <summary>The target critics'.</summary>
    public FlatParameters Target { get; }

    /// <summary>Of the critics' table; null for a copy.</summary>
    public AdamOptimizer? Optimizer { get; }

    /// <summary>What a table holds.</summary>
    public static ParameterLayout Layout(SacSettings settings) => TaskEmbedding.Layout(settings.Tasks, settings.EmbeddingSize);

    /// <summary>Draws the critics' table; the target's is the same.</summary>
    public void Start(CounterRandom random)
    {
        Table.Start(random);
        Target.CopyFrom(Table);
    }

    /// <summary>Takes another's tables.</summary>
    public void CopyFrom(CriticEmbedding other)
    {
        Table.CopyFrom(other.Table);
        Target.CopyFrom(other.Target);
    }

    /// <summary>Fills the batch's rows from the critics' table.</summary>
    public void Write() => _online.Write(_batch.OneHot, _columns);

    /// <summary>Fills the rows of next observations from the critics' table, for the policy.</summary>
    public void WriteNext() => _online.Write(_batch.OneHot, _nextColumns);

    /// <summary>Fills the rows of next observations from the target critics' table.</summary>
    public void WriteTarget() => _average.Write(_batch.OneHot, _nextColumns);

    /// <summary>Fills the batch's own rows from the target critics' table.</summary>
    public void WriteTargetHere() => _average.Write(_batch.OneHot, _columns);

    /// <summary>Trains the table, moves the target's average, and fills the batch's rows anew.</summary>
    /// <param name="columnGradient">[critics, rows, size]: the loss's gradient with respect to the columns in the critics' input.</param>
    /// <param name="step">Number of this step, from 1.</param>
    /// <param name="tau">Share of the new table in the average.</param>
    /// <param name="metrics">Sums on the device; nothing is added.</param>
    public void Step(Matrix columnGradient, long step, double tau, Matrix metrics)
    {
        _online.Backward(_batch.OneHot, columnGradient);
        Optimizer!.Step(step, Target, tau, metrics, -1);
        Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in new IDisposable?[] { _online, _average, _columns, _nextColumns, Optimizer, Table, Target }) part?.Dispose();
    }
}
