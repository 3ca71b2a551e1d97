using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A learned vector of each task, at length 1 wherever it is used, as in the code of BRC (arXiv 2505.23150): e = w / |w|. It fills columns of a network's input, so any network can have it and several can share it: in BRC one
/// table belongs to all critics of an ensemble, the target has its own average of it, and the actor reads the critics'
/// without training it. It starts normal with deviation 1/√size.
/// </summary>
internal sealed class TaskEmbedding : IDisposable
{
    private readonly Matrix _table;
    private readonly Matrix? _gradient;

    /// <summary>Binds a table, and where its gradient goes.</summary>
    /// <param name="parameters">Values of a <see cref="Layout"/>.</param>
    /// <param name="gradient">Null for a table that is never trained through this object.</param>
    public TaskEmbedding(FlatParameters parameters, FlatParameters? gradient)
    {
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
    public void Write(Matrix oneHot, Matrix columns)
    {
        using var scope = NewDisposeScope();
        columns.Tensor.copy_(oneHot.Tensor.bmm(_table.Tensor / Length()));
    }

    /// <summary>
    /// Overwrites the table's gradient. With g the sum of the gradient over a task's rows and over the members, it is
    /// (g - e (e·g)) / |w|: orthogonal to the vector, whose length changes by the optimiser's scaling and decay alone.
    /// </summary>
    /// <param name="oneHot">[1, rows, tasks].</param>
    /// <param name="columnGradient">[members, rows, size]: with respect to the columns that <see cref="Write"/> filled.</param>
    public void Backward(Matrix oneHot, Matrix columnGradient)
    {
        var target = _gradient ?? throw new InvalidOperationException("the embedding was bound without gradient");
        using var scope = NewDisposeScope();
        var length = Length();
        var unit = _table.Tensor / length;
        var sum = oneHot.Tensor.transpose(1, 2).bmm(columnGradient.Tensor.sum(0, keepdim: true));
        target.Tensor.copy_((sum - (unit * (unit * sum).sum(2, keepdim: true))) / length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _gradient?.Dispose();
    }

    private Tensor Length() => _table.Tensor.square().sum(2, keepdim: true).sqrt();
}
