using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// The gradients of tasks, one flat vector for each: [1, tasks, length]. Row t is the gradient of what task t's rows of a batch
/// add to the loss, so the rows' sum is the loss's gradient. It takes memory for tasks × parameters numbers.
/// </summary>
public sealed class TaskGradients : IDisposable
{
    private readonly Matrix _matrix;

    /// <summary>Zeros for some trained parameters of a network.</summary>
    /// <param name="network">The network's layout.</param>
    /// <param name="names">Parameters whose gradients are wanted; null for all.</param>
    /// <param name="tasks">Tasks.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">Where they lie.</param>
    internal TaskGradients(ParameterLayout network, IReadOnlyList<string>? names, int tasks, ScalarType type, Device device)
    {
        Layout = new ParameterLayout(network.Parameters.Where(one => one.Trained && names?.Contains(one.Name) != false), network.Members);
        _matrix = Matrix.Zeros(1, tasks, checked((int)Layout.Length), type, device);
    }

    /// <summary>What lies where in a row.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Tasks.</summary>
    public int Tasks => _matrix.Rows;

    /// <summary>[1, tasks, length], padding included.</summary>
    internal Matrix Matrix => _matrix;

    /// <summary>Whether a parameter of the network is among them.</summary>
    internal bool Hold(string name) => Layout.Has(name);

    /// <summary>A view of one member's parameter, [tasks, rows, columns].</summary>
    internal Matrix View(string name, int member, int rows, int columns) => Strided(name, member, rows, columns, _matrix.Columns);

    /// <summary>A view of what tasks have for their own in a parameter [tasks, …] of one member: element [t, …] of task t.</summary>
    internal Matrix OwnView(string name, int member, int rows, int columns) => Strided(name, member, rows, columns, _matrix.Columns + (rows * columns));

    /// <summary>A view of a task's gradient of the parameter at an index of <see cref="Layout"/>, [members, …].</summary>
    internal Tensor View(int task, int index)
    {
        var spec = Layout.Parameters[index];
        using var scope = NewDisposeScope();
        return _matrix.Tensor.select(1, task).view(-1).narrow(0, Layout.Offset(index), spec.Count * Layout.Members)
            .view([Layout.Members, .. spec.Shape]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _matrix.Dispose();

    private Matrix Strided(string name, int member, int rows, int columns, long stride)
    {
        int index = Layout.Index(name);
        long first = Layout.Offset(index) + (member * Layout.Parameters[index].Count);
        return new Matrix(_matrix.Tensor.as_strided([Tasks, rows, columns], [stride, columns, 1], first));
    }
}
