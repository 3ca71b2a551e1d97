using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Forward and backward of a <see cref="DenseNetwork"/>, written out: every buffer and every view is made once, so that
/// an update allocates nothing, and weight gradients are products written straight into the flat gradient.
/// </summary>
internal sealed partial class DensePass : INetworkPass
{
    private readonly DenseNetwork _network;
    private readonly LayerKernels _kernels;
    private readonly Action<Tensor, Tensor, Tensor> _multiply;
    private readonly List<IDisposable> _owned = [];
    private readonly Layer[] _layers;
    private readonly Matrix _headInput, _headBias, _headOutput;
    private readonly Tensor _headInputView, _headKernel;
    private readonly Norm? _headNorm;
    private readonly Backwards? _backwards;

    public DensePass(
        DenseNetwork network, LayerKernels kernels, FlatParameters parameters, Matrix input, FlatParameters? gradient, Matrix? inputGradient,
        TaskGradients? tasks)
    {
        (_network, _kernels, _multiply) = (network, kernels, MatrixProduct.At(network.Matmul));
        int members = network.Members, rows = input.Rows, width = network.Settings.Width, depth = network.Settings.Depth;
        int features = network.Features;
        bool keep = gradient is not null || inputGradient is not null || tasks is not null;
        var type = input.Tensor.dtype;
        var device = input.Tensor.device;
        var pool = new Dictionary<string, Matrix>();

        // A pass that never goes back needs no layer's activations but the last's, so layers share two sets.
        Matrix Hidden(string kind, int layer, int columns)
        {
            string key = $"{kind}{(keep ? layer : layer % 2)}";
            return pool.TryGetValue(key, out var found) ? found : pool[key] = Own(Matrix.Zeros(members, rows, columns, type, device));
        }

        Norm MakeNorm(int index, Matrix source) => new(
            source, Hidden("normal", index, features), Hidden("mean", index, 1), Hidden("rate", index, 1),
            Own(parameters.View($"norm_{index}/scale", members, 1, features)), Own(parameters.View($"norm_{index}/shift", members, 1, features)),
            gradient is null ? null : Own(gradient.View($"norm_{index}/scale", members, 1, features)),
            gradient is null ? null : Own(gradient.View($"norm_{index}/shift", members, 1, features)));

        _layers = new Layer[depth];
        var previous = Own(input.Broadcast(members));
        for (int i = 0; i < depth; i++)
        {
            var norm = network.Settings.LayerNorm && i > 0 ? MakeNorm(i - 1, previous) : null;
            var activation = Hidden("relu", i, features);
            var output = network.HasSkip(i) ? Hidden("sum", i, features) : activation;
            var source = norm?.Output ?? previous;
            var kernel = parameters.View($"layer_{i}/kernel", members, source.Columns, width);
            var spectral = network.HasSpectralNorm(i)
                ? new SpectralKernel(kernels, kernel, parameters.View(SpectralNorm.VectorName($"layer_{i}"), members, 1, source.Columns))
                : null;
            _owned.Add(spectral ?? (IDisposable)kernel);
            // Concatenated ReLU has twice the columns of the product, which otherwise lies where its ReLU will.
            _layers[i] = new Layer(
                norm, source, features == width ? activation : Hidden("product", 0, width), activation, output,
                spectral?.Divided ?? kernel, spectral, Own(parameters.View($"layer_{i}/bias", members, 1, width)));
            previous = output;
        }

        _headNorm = network.Settings.LayerNorm ? MakeNorm(depth - 1, previous) : null;
        _headInput = _headNorm?.Output ?? previous;
        int blocks = members * network.Heads, block = rows / network.Heads;
        Output = Own(Matrix.Zeros(members, rows, network.Outputs, type, device));
        _headOutput = Own(new Matrix(Output.Tensor.view(blocks, block, network.Outputs)));
        _headInputView = Own(_headInput.Tensor.view(blocks, block, features));
        _headKernel = Own(parameters.View("head/kernel", blocks, features, network.Outputs)).Tensor;
        _headBias = Own(parameters.View("head/bias", blocks, 1, network.Outputs));
        if (keep) _backwards = new Backwards(this, gradient, inputGradient, tasks);
        Activations = keep ? [.. _layers.Select(static (layer, i) => KeyValuePair.Create($"layer_{i}", layer.Output))] : [];
    }

    /// <inheritdoc/>
    public Matrix Output { get; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Matrix>> Activations { get; }

    /// <inheritdoc/>
    public void Forward()
    {
        foreach (var layer in _layers)
        {
            Normalise(layer.Norm);
            layer.Spectral?.Divide();
            _multiply(layer.Product.Tensor, layer.Source.Tensor, layer.Kernel.Tensor);
            if (layer.Product == layer.Activation) _kernels.BiasRelu(layer.Activation, layer.Bias);
            else _kernels.BiasCrelu(layer.Activation, layer.Product, layer.Bias);
            if (layer.Output != layer.Activation) _kernels.Add(layer.Output, layer.Activation, layer.Source);
        }

        Normalise(_headNorm);
        _multiply(_headOutput.Tensor, _headInputView, _headKernel);
        _kernels.AddBias(_headOutput, _headBias);
    }

    /// <inheritdoc/>
    public Matrix OutputGradient =>
        _backwards?.OutputGradient ?? throw new InvalidOperationException("the pass was bound without gradients");

    /// <inheritdoc/>
    public void Backward(bool parameters, bool input) =>
        (_backwards ?? throw new InvalidOperationException("the pass was bound without gradients")).Run(parameters, input);

    /// <inheritdoc/>
    public void BackwardTasks() =>
        (_backwards ?? throw new InvalidOperationException("the pass was bound without gradients")).RunTasks();

    /// <inheritdoc/>
    public void AfterStep()
    {
        foreach (var layer in _layers) layer.Spectral?.Iterate();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _owned) one.Dispose();
        _owned.Clear();
    }

    private void Normalise(Norm? norm)
    {
        if (norm is not null) _kernels.LayerNorm(norm.Output, norm.Input, norm.Scale, norm.Shift, norm.Mean, norm.Rate);
    }

    private Matrix Own(Matrix matrix)
    {
        _owned.Add(matrix);
        return matrix;
    }

    private Tensor Own(Tensor view)
    {
        _owned.Add(view.DetachFromDisposeScope());
        return view;
    }

    private sealed record Norm(
        Matrix Input, Matrix Output, Matrix Mean, Matrix Rate, Matrix Scale, Matrix Shift, Matrix? ScaleGradient, Matrix? ShiftGradient);

    /// <summary>Source is what the kernel multiplies: the input, normalised where there is a norm. Product is what comes of it, and Kernel what multiplies.</summary>
    private sealed record Layer(
        Norm? Norm, Matrix Source, Matrix Product, Matrix Activation, Matrix Output, Matrix Kernel, SpectralKernel? Spectral, Matrix Bias);

    /// <summary>The transposed views and the gradients' buffers of the way back.</summary>
    private sealed class Backwards
    {
        private readonly DensePass _pass;
        private readonly Matrix? _inputGradient;
        private readonly Matrix[] _flow;
        private readonly Matrix? _direct;
        private readonly Tensor[] _sourceTransposed, _kernelTransposed;
        private readonly Matrix?[] _kernelGradient, _biasGradient;
        private readonly Tensor _headInputTransposed, _headKernelTransposed;
        private readonly Matrix _headGradient;
        private readonly Tensor[] _headFlow;
        private readonly Matrix? _headKernelGradient, _headBiasGradient;
        private readonly TaskBackwards? _tasks;

        public Backwards(DensePass pass, FlatParameters? gradient, Matrix? inputGradient, TaskGradients? tasks)
        {
            (_pass, _inputGradient) = (pass, inputGradient);
            var network = pass._network;
            int members = network.Members, rows = pass.Output.Rows, width = network.Settings.Width, depth = network.Settings.Depth;
            int blocks = members * network.Heads, features = network.Features;
            Matrix Buffer(int columns) => pass.Own(Matrix.Zeros(members, rows, columns, pass.Output.Tensor.dtype, pass.Output.Tensor.device));
            OutputGradient = pass.Own(Matrix.Zeros(members, rows, network.Outputs, pass.Output.Tensor.dtype, pass.Output.Tensor.device));
            _headGradient = pass.Own(new Matrix(OutputGradient.Tensor.view(blocks, rows / network.Heads, network.Outputs)));
            _flow = [Buffer(features), Buffer(features)];
            _direct = network.Settings.Skip || features != width ? Buffer(width) : null;
            _headFlow = [.. _flow.Select(flow => pass.Own(flow.Tensor.view(blocks, rows / network.Heads, features)))];
            _headInputTransposed = pass.Own(pass._headInputView.transpose(1, 2));
            _headKernelTransposed = pass.Own(pass._headKernel.transpose(1, 2));
            _sourceTransposed = [.. pass._layers.Select(layer => pass.Own(layer.Source.Tensor.transpose(1, 2)))];
            _kernelTransposed = new Tensor[depth];
            _kernelGradient = new Matrix?[depth];
            _biasGradient = new Matrix?[depth];
            for (int i = 0; i < depth; i++)
            {
                var kernel = pass._layers[i].Kernel;
                using var scope = NewDisposeScope();
                var used = i > 0 ? kernel.Tensor : kernel.Tensor.narrow(1, 0, inputGradient?.Columns ?? kernel.Rows);
                _kernelTransposed[i] = pass.Own(used.transpose(1, 2));
                if (gradient is null) continue;
                _kernelGradient[i] = pass.Own(gradient.View($"layer_{i}/kernel", members, kernel.Rows, width));
                _biasGradient[i] = pass.Own(gradient.View($"layer_{i}/bias", members, 1, width));
            }

            if (tasks is not null)
                _tasks = new TaskBackwards(pass, tasks, OutputGradient, _direct is null ? _flow : [.. _flow, _direct]);
            if (gradient is null) return;
            _headKernelGradient = pass.Own(gradient.View("head/kernel", blocks, features, network.Outputs));
            _headBiasGradient = pass.Own(gradient.View("head/bias", blocks, 1, network.Outputs));
        }

        public Matrix OutputGradient { get; }

        public void Run(bool parameters, bool input)
        {
            if (parameters && _headKernelGradient is null || input && _inputGradient is null)
                throw new InvalidOperationException("the pass was bound without the gradient that is asked for");
            Run(parameters, input, null);
        }

        public void RunTasks() =>
            Run(false, false, _tasks ?? throw new InvalidOperationException("the pass was bound without gradients of tasks"));

        private void Run(bool parameters, bool input, TaskBackwards? tasks)
        {
            var (layers, kernels, multiply) = (_pass._layers, _pass._kernels, _pass._multiply);
            if (parameters)
            {
                multiply(_headKernelGradient!.Tensor, _headInputTransposed, _headGradient.Tensor);
                kernels.SumRows(_headBiasGradient!, _headGradient);
            }

            tasks?.IntoHead();
            if (tasks?.Last == layers.Length) return;
            int at = 0;
            multiply(_headFlow[at], _headGradient.Tensor, _headKernelTransposed);
            Normalise(_pass._headNorm, _flow[at], parameters, tasks);
            var gradient = _flow[at];
            for (int i = layers.Length - 1; i >= 0; i--)
            {
                var layer = layers[i];
                bool skip = layer.Output != layer.Activation, relu = layer.Product == layer.Activation;
                gradient = skip || !relu ? _direct! : _flow[at];
                if (tasks is not null) tasks.ThroughActivation(i, gradient, _flow[at]);
                else if (relu) kernels.ReluBackward(gradient, _flow[at], layer.Activation, parameters ? _biasGradient[i] : null);
                else kernels.CreluBackward(gradient, _flow[at], layer.Activation, parameters ? _biasGradient[i] : null);
                if (parameters) multiply(_kernelGradient[i]!.Tensor, _sourceTransposed[i], gradient.Tensor);
                if (parameters) layer.Spectral?.Backward(_kernelGradient[i]!);
                if (i == (tasks?.Last ?? 0)) break;
                multiply(_flow[1 - at].Tensor, gradient.Tensor, _kernelTransposed[i]);
                if (skip) kernels.Add(_flow[1 - at], _flow[1 - at], _flow[at]);
                Normalise(layer.Norm, _flow[1 - at], parameters, tasks);
                at = 1 - at;
            }

            if (!input) return;
            bool first = layers[0].Output != layers[0].Activation;
            multiply(_inputGradient!.Tensor, gradient.Tensor, _kernelTransposed[0]);
            if (first)
            {
                using var through = _flow[at].SelectColumns(0, _inputGradient.Columns);
                kernels.Add(_inputGradient, _inputGradient, through);
            }
        }

        private void Normalise(Norm? norm, Matrix flow, bool parameters, TaskBackwards? tasks)
        {
            if (norm is null) return;
            if (tasks is not null) tasks.ThroughNorm(norm, flow);
            else _pass._kernels.LayerNormBackward(
                flow, flow, norm.Input, norm.Scale, norm.Mean, norm.Rate,
                parameters ? norm.ScaleGradient : null, parameters ? norm.ShiftGradient : null);
        }
    }
}
