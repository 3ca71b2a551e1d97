using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Forward and backward of a <see cref="GraphNetwork"/> through autograd. A pass that is asked for gradients of tasks has a graph
/// for the rows of each, so that going back from one task does not cost the others' rows; what depends on tasks alone is in all of
/// them. Where few parameters' gradients are wanted, such as a head's, going back that short way for all rows is less than many graphs.
/// </summary>
internal sealed class GraphPass : INetworkPass
{
    private readonly GraphNetwork _network;
    private readonly List<Tensor> _parameters = [], _gradients = [], _outputs = [];
    private readonly Tensor[] _taskLeaves = [];
    private readonly Tensor[][] _taskGradients = [];
    private readonly Tensor _input, _copy, _state;
    private readonly Tensor? _inputGradient;
    private readonly Matrix? _outputGradient;
    private readonly bool _ownsOutput;
    private readonly GraphRun _run;
    private readonly bool _keep, _apart;
    private readonly int _rows;
    private List<KeyValuePair<string, Matrix>>? _activations;

    public GraphPass(
        GraphNetwork network, NetworkParameters parameters, Matrix input, NetworkParameters? gradient, Matrix? inputGradient, PassOutput? output,
        TaskGradients? taskGradients)
    {
        (_network, _rows, _inputGradient) = (network, input.Rows, inputGradient?.Tensor);
        _keep = gradient is not null || inputGradient is not null || taskGradients is not null;
        int tasks = network.Shape.Tasks, networks = parameters.Networks;
        using var scope = NewDisposeScope();
        for (int i = 0; i < network.Layout.Parameters.Count; i++)
        {
            bool trained = network.Layout.Parameters[i].Trained;
            _parameters.Add(Leaf(parameters.View(i), (gradient is not null || taskGradients is not null) && trained));
            if (gradient is not null && trained) _gradients.Add(gradient.View(i).DetachFromDisposeScope());
        }

        if (taskGradients is not null)
        {
            _apart = taskGradients.Layout.Count * tasks >= network.Layout.Count;
            var wanted = taskGradients.Layout.Parameters;
            _taskLeaves = [.. wanted.Select(one => _parameters[network.Layout.Index(one.Name)])];
            _taskGradients =
            [
                .. Enumerable.Range(0, tasks).Select(
                    task => Enumerable.Range(0, wanted.Count).Select(i => taskGradients.View(task, i).DetachFromDisposeScope()).ToArray()),
            ];
        }

        // A copy, because the caller may write into other columns of its rows before it asks for the backward.
        _input = input.Tensor.narrow(2, 0, network.Shape.State).DetachFromDisposeScope();
        _copy = zeros(_input.shape, _input.dtype, _input.device).DetachFromDisposeScope();
        _state = Leaf(_copy.expand(networks, -1, -1).unflatten(1, [tasks, _rows / tasks]), inputGradient is not null);
        _run = new GraphRun(network.Layout, _parameters, _keep, matmul: network.Shape.Matmul);
        Matrix Outputs() => Matrix.Zeros(networks, input.Rows, network.Shape.Outputs, input.Tensor.dtype, input.Tensor.device);
        _ownsOutput = output is null;
        Output = output?.Value ?? Outputs();
        if (_keep) _outputGradient = output is null ? Outputs() : output.Gradient;
    }

    /// <inheritdoc/>
    public Matrix Output { get; }

    /// <inheritdoc/>
    public Matrix OutputGradient => _outputGradient ?? throw new InvalidOperationException("the pass was bound without gradients");

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Matrix>> Activations =>
        _activations ??= [.. _run.Activations.GroupBy(static one => one.Key, static one => one.Value).Select(layer => KeyValuePair.Create(layer.Key, Rows([.. layer])))];

    /// <inheritdoc/>
    public void Forward()
    {
        Forget();
        using var scope = NewDisposeScope();
        _copy.copy_(_input);
        using var mode = enable_grad(_keep);
        var tasks = _network.OfTasks(_run);
        if (!_apart) _outputs.Add(_network.OfRows(_run, tasks, _state).flatten(1, 2));
        for (int task = 0; _apart && task < _taskGradients.Length; task++)
            _outputs.Add(_network.OfRows(_run, [.. tasks.Select(one => one.narrow(1, task, 1))], _state.narrow(1, task, 1)).flatten(1, 2));
        for (int part = 0; part < _outputs.Count; part++)
        {
            Part(Output.Tensor, part, _outputs.Count).copy_(_outputs[part].detach());
            if (_keep) _outputs[part].DetachFromDisposeScope();
        }

        if (!_keep) _outputs.Clear();
    }

    /// <inheritdoc/>
    public void Backward(bool parameters, bool input)
    {
        RequireForward();
        if ((parameters && _gradients.Count == 0) || (input && _inputGradient is null))
            throw new InvalidOperationException("the pass was not bound with this gradient");
        using var scope = NewDisposeScope();
        // What is not trained comes last.
        List<Tensor> leaves = parameters ? _parameters[.._gradients.Count] : [];
        if (input) leaves.Add(_state);
        // The graph stays, for there may be several backwards of one forward.
        var gradients = autograd.grad(_outputs, leaves, [.. _outputs.Select((_, part) => Part(OutputGradient.Tensor, part, _outputs.Count))], retain_graph: true);
        for (int i = 0; parameters && i < _gradients.Count; i++) _gradients[i].copy_(gradients[i]);
        if (input) _inputGradient!.copy_(gradients[^1].flatten(1, 2).narrow(2, 0, _inputGradient.shape[2]));
        foreach (var one in gradients) one.Dispose();
    }

    /// <inheritdoc/>
    public void BackwardTasks()
    {
        RequireForward();
        if (_taskGradients.Length == 0) throw new InvalidOperationException("the pass was bound without gradients of tasks");
        for (int task = 0; task < _taskGradients.Length; task++)
        {
            using var scope = NewDisposeScope();
            var own = Part(OutputGradient.Tensor, task, _taskGradients.Length);
            if (!_apart)
            {
                var rows = zeros_like(OutputGradient.Tensor);
                Part(rows, task, _taskGradients.Length).copy_(own);
                own = rows;
            }

            var gradients = autograd.grad([_outputs[_apart ? task : 0]], _taskLeaves, [own], retain_graph: true);
            for (int i = 0; i < gradients.Count; i++) _taskGradients[task][i].copy_(gradients[i]);
            foreach (var one in gradients) one.Dispose();
        }
    }

    /// <inheritdoc/>
    public void AfterStep() => _network.Iterate(_run, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (var one in _parameters.Concat(_gradients).Concat(_taskGradients.SelectMany(static task => task))) one.Dispose();
        foreach (var one in new[] { _input, _copy, _state }) one.Dispose();
        if (!_ownsOutput) return;
        Output.Dispose();
        _outputGradient?.Dispose();
    }

    // Shares the values, so that what is written into them later counts.
    private static Tensor Leaf(Tensor view, bool gradient) => view.detach().requires_grad_(gradient).DetachFromDisposeScope();

    // One of so many parts of rows [members, rows, …].
    private Tensor Part(Tensor rows, int part, int parts) => parts == 1 ? rows : rows.narrow(1, part * (_rows / parts), _rows / parts);

    private void RequireForward()
    {
        if (_outputs.Count == 0) throw new InvalidOperationException("there was no forward, or the pass was bound without gradients");
    }

    private Matrix Rows(Tensor[] parts)
    {
        using var scope = NewDisposeScope();
        // The tasks' axis is the second, or the third behind that of experts or modules.
        var activation = parts.Length == 1 ? parts[0] : cat(parts, parts[0].dim() == 5 ? 2 : 1);
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
        foreach (var output in _outputs) output.Dispose();
        _outputs.Clear();
        _run.Forget();
        foreach (var (_, matrix) in _activations ?? []) matrix.Dispose();
        _activations = null;
    }
}
