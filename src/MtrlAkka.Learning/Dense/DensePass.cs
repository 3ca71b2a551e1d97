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
    private readonly int _perCall;
    private readonly Layer[] _layers;
    private readonly HeadParameters _head;
    private readonly Matrix _headInput, _headOutput;
    private readonly BatchedProduct _headProduct;
    private readonly Norm? _headNorm;
    private readonly Backwards? _backwards;
    private Tensor? _scratch;

    public DensePass(
        DenseNetwork network, LayerKernels kernels, NetworkParameters parameters, Matrix input, NetworkParameters? gradient,
        Matrix? inputGradient, PassOutput? output, TaskGradients? tasks)
    {
        (_network, _kernels, _multiply, _perCall) = (network, kernels, MatrixProduct.At(network.Matmul), parameters.NetworksPerCall);
        int networks = parameters.Networks, rows = input.Rows, width = network.Settings.Width, depth = network.Settings.Depth;
        int features = network.Features;
        bool keep = gradient is not null || inputGradient is not null || tasks is not null;
        var type = input.Tensor.dtype;
        var device = input.Tensor.device;
        var pool = new Dictionary<string, Matrix>();

        // A pass that never goes back needs no layer's activations but the last's, so layers share two sets.
        Matrix Hidden(string kind, int layer, int columns)
        {
            string key = $"{kind}{(keep ? layer : layer % 2)}";
            return pool.TryGetValue(key, out var found) ? found : pool[key] = Own(Matrix.Zeros(networks, rows, columns, type, device));
        }

        Norm MakeNorm(int index, Matrix source) => new(
            source, Hidden("normal", index, features), Hidden("mean", index, 1), Hidden("rate", index, 1),
            Own(parameters.View($"norm_{index}/scale", 1, features)), Own(parameters.View($"norm_{index}/shift", 1, features)),
            gradient is null ? null : Own(gradient.View($"norm_{index}/scale", 1, features)),
            gradient is null ? null : Own(gradient.View($"norm_{index}/shift", 1, features)));

        _layers = new Layer[depth];
        var previous = Own(input.Broadcast(networks));
        for (int i = 0; i < depth; i++)
        {
            var norm = network.Settings.LayerNorm && i > 0 ? MakeNorm(i - 1, previous) : null;
            var activation = Hidden("relu", i, features);
            var sum = network.HasSkip(i) ? Hidden("sum", i, features) : activation;
            var source = norm?.Output ?? previous;
            var kernel = parameters.View($"layer_{i}/kernel", source.Columns, width);
            var spectral = network.HasSpectralNorm(i)
                ? new SpectralKernel(kernels, kernel, parameters.View(SpectralNorm.VectorName($"layer_{i}"), 1, source.Columns))
                : null;
            _owned.Add(spectral ?? (IDisposable)kernel);
            kernel = spectral?.Divided ?? kernel;
            // Concatenated ReLU has twice the columns of the product, which otherwise lies where its ReLU will.
            var product = features == width ? activation : Hidden("product", 0, width);
            _layers[i] = new Layer(
                norm, source, product, activation, sum, kernel, spectral, Own(parameters.View($"layer_{i}/bias", 1, width)),
                Product(product.Tensor, source.Tensor, kernel.Tensor));
            previous = sum;
        }

        _headNorm = network.Settings.LayerNorm ? MakeNorm(depth - 1, previous) : null;
        _headInput = _headNorm?.Output ?? previous;
        Output = output?.Value ?? Own(Matrix.Zeros(networks, rows, network.Outputs, type, device));
        _headOutput = Own(OfHeads(Output));
        _head = Own(new HeadParameters(parameters, network));
        _headProduct = Product(_headOutput.Tensor, Own(OfHeads(_headInput)).Tensor, _head.Kernel.Tensor, network.Heads);
        if (keep) _backwards = new Backwards(this, gradient, inputGradient, output?.Gradient, tasks);
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
            layer.Multiply.Run();
            if (layer.Product == layer.Activation) _kernels.BiasRelu(layer.Activation, layer.Bias);
            else _kernels.BiasCrelu(layer.Activation, layer.Product, layer.Bias);
            if (layer.Output != layer.Activation) _kernels.Add(layer.Output, layer.Activation, layer.Source);
        }

        Normalise(_headNorm);
        _head.Gather();
        _headProduct.Run();
        _kernels.AddBias(_headOutput, _head.Bias);
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

    private T Own<T>(T part) where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }

    private Tensor Own(Tensor view)
    {
        _owned.Add(view.DetachFromDisposeScope());
        return view;
    }

    // [networks, rows, columns] as one matrix for each head.
    private Matrix OfHeads(Matrix rows)
    {
        int heads = _network.Heads;
        using var scope = NewDisposeScope();
        return new Matrix(rows.Tensor.view(rows.Members * heads, rows.Rows / heads, rows.Columns));
    }

    private BatchedProduct Product(Tensor output, Tensor left, Tensor right, int heads = 1) =>
        Own(new BatchedProduct(_multiply, output, left, right, (long)_perCall * heads, Scratch));

    // Products that are gathered follow one another, so they share their memory.
    private Tensor Scratch(long count)
    {
        using var scope = NewDisposeScope();
        if (_scratch is null || _scratch.numel() < count)
            _scratch = Own(zeros([count], Output.Tensor.dtype, Output.Tensor.device));
        return _scratch.narrow(0, 0, count).MoveToOuterDisposeScope();
    }

    private sealed record Norm(
        Matrix Input, Matrix Output, Matrix Mean, Matrix Rate, Matrix Scale, Matrix Shift, Matrix? ScaleGradient, Matrix? ShiftGradient);

    /// <summary>Source is what the kernel multiplies: the input, normalised where there is a norm. Product is what comes of it, and Kernel what multiplies.</summary>
    private sealed record Layer(
        Norm? Norm, Matrix Source, Matrix Product, Matrix Activation, Matrix Output, Matrix Kernel, SpectralKernel? Spectral, Matrix Bias,
        BatchedProduct Multiply);

    /// <summary>The products, views and buffers of the way back.</summary>
    private sealed class Backwards
    {
        private readonly DensePass _pass;
        private readonly Matrix? _inputGradient, _direct;
        private readonly Matrix[] _flow;
        private readonly Matrix?[] _kernelGradient, _biasGradient;
        private readonly BatchedProduct?[] _kernelProduct;
        private readonly BatchedProduct[] _flowProduct;
        private readonly Matrix _headGradient;
        private readonly BatchedProduct? _headKernelProduct;
        private readonly BatchedProduct _headFlowProduct;
        private readonly HeadParameters? _head;
        private readonly TaskBackwards? _tasks;

        public Backwards(DensePass pass, NetworkParameters? gradient, Matrix? inputGradient, Matrix? outputGradient, TaskGradients? tasks)
        {
            (_pass, _inputGradient) = (pass, inputGradient);
            var network = pass._network;
            var output = pass.Output;
            int rows = output.Rows, width = network.Settings.Width, depth = network.Settings.Depth;
            Matrix Zeros(int columns) => pass.Own(Matrix.Zeros(output.Members, rows, columns, output.Tensor.dtype, output.Tensor.device));
            Tensor Transposed(Tensor view) => pass.Own(view.transpose(1, 2));
            OutputGradient = outputGradient ?? Zeros(network.Outputs);
            _headGradient = pass.Own(pass.OfHeads(OutputGradient));
            _flow = [Zeros(network.Features), Zeros(network.Features)];
            _direct = network.Settings.Skip || network.Features != width ? Zeros(width) : null;
            _headFlowProduct = pass.Product(pass.Own(pass.OfHeads(_flow[0])).Tensor, _headGradient.Tensor, Transposed(pass._head.Kernel.Tensor), network.Heads);
            if (gradient is not null)
            {
                _head = pass.Own(new HeadParameters(gradient, network));
                _headKernelProduct = pass.Product(
                    _head.Kernel.Tensor, Transposed(pass.Own(pass.OfHeads(pass._headInput)).Tensor), _headGradient.Tensor, network.Heads);
            }

            if (tasks is not null)
                _tasks = new TaskBackwards(pass, tasks, OutputGradient, _direct is null ? _flow : [.. _flow, _direct]);
            _kernelProduct = new BatchedProduct?[depth];
            _flowProduct = new BatchedProduct[depth];
            (_kernelGradient, _biasGradient) = (new Matrix?[depth], new Matrix?[depth]);
            for (int i = depth - 1; i >= 0; i--)
            {
                var layer = pass._layers[i];
                var through = Through(i).Tensor;
                var used = i > 0 ? layer.Kernel.Tensor : pass.Own(layer.Kernel.Tensor.narrow(1, 0, inputGradient?.Columns ?? layer.Kernel.Rows));
                if (i > 0 || inputGradient is not null)
                    _flowProduct[i] = pass.Product(i > 0 ? Before(i).Tensor : inputGradient!.Tensor, through, Transposed(used));
                if (gradient is null) continue;
                var kernel = _kernelGradient[i] = pass.Own(gradient.View($"layer_{i}/kernel", layer.Kernel.Rows, width));
                _kernelProduct[i] = pass.Product(kernel.Tensor, Transposed(layer.Source.Tensor), through);
                _biasGradient[i] = pass.Own(gradient.View($"layer_{i}/bias", 1, width));
            }
        }

        public Matrix OutputGradient { get; }

        public void Run(bool parameters, bool input)
        {
            if ((parameters && _headKernelProduct is null) || (input && _inputGradient is null))
                throw new InvalidOperationException("the pass was bound without the gradient that is asked for");
            Run(parameters, input, null);
        }

        public void RunTasks() =>
            Run(false, false, _tasks ?? throw new InvalidOperationException("the pass was bound without gradients of tasks"));

        private void Run(bool parameters, bool input, TaskBackwards? tasks)
        {
            var (layers, kernels) = (_pass._layers, _pass._kernels);
            if (parameters)
            {
                _headKernelProduct!.Run();
                kernels.SumRows(_head!.Bias, _headGradient);
                _head.Scatter();
            }

            tasks?.IntoHead();
            if (tasks?.Last == layers.Length) return;
            _headFlowProduct.Run();
            Normalise(_pass._headNorm, _flow[0], parameters, tasks);
            for (int i = layers.Length - 1; i >= 0; i--)
            {
                if (tasks is not null) tasks.ThroughActivation(i, Through(i), Behind(i));
                else if (IsRelu(i)) kernels.ReluBackward(Through(i), Behind(i), layers[i].Activation, parameters ? _biasGradient[i] : null);
                else kernels.CreluBackward(Through(i), Behind(i), layers[i].Activation, parameters ? _biasGradient[i] : null);
                if (parameters)
                {
                    _kernelProduct[i]!.Run();
                    layers[i].Spectral?.Backward(_kernelGradient[i]!);
                }

                if (i == (tasks?.Last ?? 0)) break;
                _flowProduct[i].Run();
                if (HasSkip(i)) kernels.Add(Before(i), Before(i), Behind(i));
                Normalise(layers[i].Norm, Before(i), parameters, tasks);
            }

            if (!input) return;
            _flowProduct[0].Run();
            if (HasSkip(0))
            {
                using var through = Behind(0).SelectColumns(0, _inputGradient!.Columns);
                kernels.Add(_inputGradient, _inputGradient, through);
            }
        }

        private bool HasSkip(int layer) => _pass._network.HasSkip(layer);

        private bool IsRelu(int layer) => _pass._layers[layer].Product == _pass._layers[layer].Activation;

        // Gradients of a layer: behind it (of its output), before it, and within it where its activation is passed.
        private Matrix Behind(int layer) => _flow[(_pass._layers.Length - 1 - layer) % 2];

        private Matrix Before(int layer) => _flow[(_pass._layers.Length - layer) % 2];

        private Matrix Through(int layer) => HasSkip(layer) || !IsRelu(layer) ? _direct! : Behind(layer);

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
