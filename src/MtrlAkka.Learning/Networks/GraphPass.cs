using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>Forward and backward of a <see cref="GraphNetwork"/> through autograd.</summary>
internal sealed class GraphPass : INetworkPass
{
    private readonly GraphNetwork _network;
    private readonly List<Tensor> _parameters = [], _gradients = [];
    private readonly Tensor _input, _copy, _state;
    private readonly Tensor? _inputGradient;
    private readonly Matrix? _outputGradient;
    private readonly GraphRun _run;
    private readonly bool _keep;
    private readonly int _rows;
    private Tensor? _output;
    private List<KeyValuePair<string, Matrix>>? _activations;

    public GraphPass(GraphNetwork network, FlatParameters parameters, Matrix input, FlatParameters? gradient, Matrix? inputGradient)
    {
        (_network, _rows, _inputGradient) = (network, input.Rows, inputGradient?.Tensor);
        _keep = gradient is not null || inputGradient is not null;
        int tasks = network.Shape.Tasks, members = network.Shape.Members;
        using var scope = NewDisposeScope();
        for (int i = 0; i < network.Layout.Parameters.Count; i++)
        {
            bool trained = network.Layout.Parameters[i].Trained;
            _parameters.Add(Leaf(parameters.View(i), gradient is not null && trained));
            if (gradient is not null && trained) _gradients.Add(gradient.View(i).DetachFromDisposeScope());
        }

        // A copy, because the caller may write into other columns of its rows before it asks for the backward.
        _input = input.Tensor.narrow(2, 0, network.Shape.State).DetachFromDisposeScope();
        _copy = zeros(_input.shape, _input.dtype, _input.device).DetachFromDisposeScope();
        _state = Leaf(_copy.expand(members, -1, -1).unflatten(1, [tasks, _rows / tasks]), inputGradient is not null);
        _run = new GraphRun(network.Layout, _parameters, _keep, matmul: network.Shape.Matmul);
        Output = Matrix.Zeros(members, input.Rows, network.Shape.Outputs, input.Tensor.dtype, input.Tensor.device);
        if (_keep) _outputGradient = Matrix.Zeros(members, input.Rows, network.Shape.Outputs, input.Tensor.dtype, input.Tensor.device);
    }

    /// <inheritdoc/>
    public Matrix Output { get; }

    /// <inheritdoc/>
    public Matrix OutputGradient => _outputGradient ?? throw new InvalidOperationException("the pass was bound without gradients");

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Matrix>> Activations =>
        _activations ??= [.. _run.Activations.Select(one => KeyValuePair.Create(one.Key, Rows(one.Value)))];

    /// <inheritdoc/>
    public void Forward()
    {
        Forget();
        using var scope = NewDisposeScope();
        _copy.copy_(_input);
        using var mode = enable_grad(_keep);
        var output = _network.OfRows(_run, _network.OfTasks(_run), _state).flatten(1, 2);
        Output.Tensor.copy_(output.detach());
        if (_keep) _output = output.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Backward(bool parameters, bool input)
    {
        var output = _output ?? throw new InvalidOperationException("there was no forward, or the pass was bound without gradients");
        if ((parameters && _gradients.Count == 0) || (input && _inputGradient is null))
            throw new InvalidOperationException("the pass was not bound with this gradient");
        using var scope = NewDisposeScope();
        // What is not trained comes last.
        List<Tensor> leaves = parameters ? _parameters[.._gradients.Count] : [];
        if (input) leaves.Add(_state);
        // The graph stays, for there may be several backwards of one forward.
        var gradients = autograd.grad([output], leaves, [OutputGradient.Tensor], retain_graph: true);
        for (int i = 0; parameters && i < _gradients.Count; i++) _gradients[i].copy_(gradients[i]);
        if (input) _inputGradient!.copy_(gradients[^1].flatten(1, 2).narrow(2, 0, _inputGradient.shape[2]));
        foreach (var one in gradients) one.Dispose();
    }

    /// <inheritdoc/>
    public void AfterStep() => _network.Iterate(_run, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (var one in _parameters.Concat(_gradients)) one.Dispose();
        foreach (var one in new[] { _input, _copy, _state }) one.Dispose();
        Output.Dispose();
        _outputGradient?.Dispose();
    }

    // Shares the values, so that what is written into them later counts.
    private static Tensor Leaf(Tensor view, bool gradient) => view.detach().requires_grad_(gradient).DetachFromDisposeScope();

    private Matrix Rows(Tensor activation)
    {
        using var scope = NewDisposeScope();
        var rows = activation.dim() switch
        {
            3 => activation.unsqueeze(2).expand(-1, -1, _rows / _network.Shape.Tasks, -1),
            5 => activation.permute(0, 2, 3, 1, 4).flatten(3, 4),
            _ => activation,
        };
        return new Matrix(rows.flatten(1, 2).contiguous());
    }

    private void Forget()
    {
        _output?.Dispose();
        _output = null;
        _run.Forget();
        foreach (var (_, matrix) in _activations ?? []) matrix.Dispose();
        _activations = null;
    }
}
