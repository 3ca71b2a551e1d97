namespace MtrlAkka.Learning;

/// <summary>
/// A learned vector of each task, at length 1 wherever it is used, as in the code of BRC (arXiv 2505.23150): e = w / |w|. It
/// fills columns of a network's input, so any network can have it and several can share it. It starts normal with
/// deviation 1/√size.
/// </summary>
internal sealed class TaskEmbedding : IDisposable
{
    private readonly TaskKernels _kernels;
    private readonly Matrix _table;
    private readonly Matrix? _gradient;

    /// <summary>Binds a table, and where its gradient goes.</summary>
    /// <param name="kernels">The device's.</param>
    /// <param name="parameters">Values of a <see cref="Layout"/>.</param>
    /// <param name="gradient">Null for a table that is never trained through this object.</param>
    public TaskEmbedding(TaskKernels kernels, FlatParameters parameters, FlatParameters? gradient)
    {
        _kernels = kernels;
        var shape = parameters.Layout.Parameters[0].Shape;
        _table = parameters.View("embedding", 1, (int)shape[0], (int)shape[1]);
        _gradient = gradient?.View("embedding", 1, (int)shape[0], (int)shape[1]);
    }

    /// <summary>The one parameter, <c>embedding</c> [tasks, size].</summary>
    public static ParameterLayout Layout(int tasks, int size) =>
        new([new("embedding", [tasks, size], ParameterStart.Normal(1 / Math.Sqrt(size)))], 1);

    /// <summary>Fills columns of an input with the vectors of the rows' tasks.</summary>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="columns">[1, rows, size].</param>
    public void Write(Matrix oneHot, Matrix columns) => _kernels.Embed(_table, oneHot, columns);

    /// <summary>Overwrites the table's gradient; see <see cref="TaskKernels.EmbedBackward"/>.</summary>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="columnGradient">[members, rows, size]: with respect to the columns that <see cref="Write"/> filled.</param>
    public void Backward(Matrix oneHot, Matrix columnGradient) => _kernels.EmbedBackward(
        _table, oneHot, columnGradient, _gradient ?? throw new InvalidOperationException("the embedding was bound without gradient"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _gradient?.Dispose();
    }
}
