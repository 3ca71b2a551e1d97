using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A <see cref="GraphNetwork"/> of one member on the host, for acting. What depends on the task alone is computed when
/// weights are loaded, for all tasks at once; then each row goes through the graph by itself, always in the same shapes,
/// because the last bits of tensor operations may depend on how many rows there are.
/// </summary>
internal sealed class GraphForward : IPolicyForward, IDisposable
{
    private readonly GraphNetwork _network;
    private readonly FlatParameters _values;
    private readonly Tensor[] _parameters;
    private readonly Matrix _row;
    private readonly GraphRun _run;
    private Tensor[][] _tasks = [];

    public GraphForward(GraphNetwork network)
    {
        TorchLibrary.Load();
        _network = network;
        _values = new FlatParameters(network.Layout, ScalarType.Float32, CPU);
        _parameters = [.. Enumerable.Range(0, network.Layout.Parameters.Count).Select(i => _values.View(i).DetachFromDisposeScope())];
        _row = Matrix.Zeros(1, 1, network.Shape.State, ScalarType.Float32, CPU);
        _run = new GraphRun(network.Layout, _parameters, record: false, divided: true);
    }

    /// <inheritdoc/>
    public unsafe void Load(ReadOnlySpan<float> parameters)
    {
        if (parameters.Length != _network.Layout.Length)
            throw new ArgumentException($"the policy has {parameters.Length} parameters, this network {_network.Layout.Length}");
        ForgetTasks();
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        parameters.CopyTo(new Span<float>((void*)_values.Vector.Pointer, parameters.Length));
        _network.DivideKernels(_run);
        var all = _network.OfTasks(_run);
        _tasks =
        [
            .. Enumerable.Range(0, _network.Shape.Tasks).Select(
                task => all.Select(one => one.narrow(1, task, 1).contiguous().DetachFromDisposeScope()).ToArray()),
        ];
    }

    /// <inheritdoc/>
    public unsafe void Forward(ReadOnlySpan<float> observations, ReadOnlySpan<int> tasks, Span<float> outputs)
    {
        using var mode = no_grad();
        int size = _row.Columns, count = _network.Shape.Outputs;
        for (int row = 0; row < tasks.Length; row++)
        {
            using var scope = NewDisposeScope();
            observations.Slice(row * size, size).CopyTo(new Span<float>((void*)_row.Pointer, size));
            var output = _network.OfRows(_run, _tasks[tasks[row]], _row.Tensor.unsqueeze(0)).contiguous();
            new ReadOnlySpan<float>((void*)MatrixProduct.Pointer(output), count).CopyTo(outputs.Slice(row * count, count));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetTasks();
        foreach (var one in _parameters) one.Dispose();
        _row.Dispose();
        _values.Dispose();
    }

    private void ForgetTasks()
    {
        foreach (var one in _tasks.SelectMany(static task => task)) one.Dispose();
        _tasks = [];
    }
}
