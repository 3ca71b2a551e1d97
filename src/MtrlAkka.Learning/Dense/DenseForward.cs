using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <summary>
/// A <see cref="DenseNetwork"/> of one member on the host, for the few rows of acting, where libtorch's cost of a call
/// outweighs the arithmetic. Every output is one chain of multiply-adds over the inputs in order, whatever rows stand
/// beside it. Weights are packed in panels of 16 columns, which a block of four rows reads once.
/// </summary>
internal sealed unsafe class DenseForward : IPolicyForward
{
    private const int RowBlock = 4, Panel = 16;

    private readonly DenseNetwork _network;
    private readonly int _width, _features, _state;
    private readonly bool _concatenated;
    private readonly float[] _weights;
    private readonly int[] _kernels, _biases, _scales, _shifts;
    private readonly int _headKernel, _headBias, _headColumns;
    private float[] _from = [], _to = [];

    public DenseForward(DenseNetwork network)
    {
        _network = network;
        int depth = network.Settings.Depth;
        _width = Padded(network.Settings.Width);
        _features = Padded(network.Features);
        _concatenated = network.Features != network.Settings.Width;
        _state = network.Inputs - network.Tasks;
        _headColumns = Padded(network.Outputs);
        (_kernels, _biases, _scales, _shifts) = (new int[depth], new int[depth], new int[depth], new int[depth]);
        int at = 0;
        int Take(int count)
        {
            int first = at;
            at += count;
            return first;
        }

        for (int i = 0; i < depth; i++)
        {
            (_kernels[i], _biases[i]) = (Take((i == 0 ? network.Inputs : _features) * _width), Take(_width));
            if (network.Settings.LayerNorm) (_scales[i], _shifts[i]) = (Take(_features), Take(_features));
        }

        (_headKernel, _headBias) = (Take(network.Heads * _features * _headColumns), Take(network.Heads * _headColumns));
        // Pinned, and so at one address for life; the first element that starts a cache line is found in Base.
        _weights = GC.AllocateArray<float>(at + Panel, pinned: true);
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<float> parameters)
    {
        var layout = _network.Layout;
        if (parameters.Length != layout.Length)
            throw new ArgumentException($"the policy has {parameters.Length} parameters, this network {layout.Length}");
        int width = _network.Settings.Width, features = _network.Features, outputs = _network.Outputs;
        for (int i = 0; i < _kernels.Length; i++)
        {
            Pack(Part(parameters, $"layer_{i}/kernel"), i == 0 ? _network.Inputs : features, i == 0 ? _network.Inputs : _features, width, _width, _kernels[i]);
            if (_network.HasSpectralNorm(i)) Divide(_kernels[i], SpectralNormOf(parameters, i));
            Pack(Part(parameters, $"layer_{i}/bias"), 1, 1, width, _width, _biases[i]);
            if (!_network.Settings.LayerNorm) continue;
            Pack(Part(parameters, $"norm_{i}/scale"), 1, 1, features, _features, _scales[i]);
            Pack(Part(parameters, $"norm_{i}/shift"), 1, 1, features, _features, _shifts[i]);
        }

        for (int head = 0; head < _network.Heads; head++)
        {
            Pack(
                Part(parameters, "head/kernel").Slice(head * features * outputs, features * outputs), features, _features, outputs, _headColumns,
                _headKernel + (head * _features * _headColumns));
            Pack(Part(parameters, "head/bias").Slice(head * outputs, outputs), 1, 1, outputs, _headColumns, _headBias + (head * _headColumns));
        }
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, ReadOnlySpan<int> tasks, Span<float> outputs)
    {
        int rows = (tasks.Length + RowBlock - 1) / RowBlock * RowBlock, inputs = Math.Max(_features, _state);
        if (_from.Length < rows * inputs)
            (_from, _to) = (GC.AllocateArray<float>(rows * inputs, pinned: true), GC.AllocateArray<float>(rows * inputs, pinned: true));
        fixed (float* start = _weights, a = _from, b = _to)
        {
            float* weights = Base(start), from = a, to = b;
            for (int row = 0; row < tasks.Length; row++)
                observations.Slice(row * _state, _state).CopyTo(new Span<float>(from + (row * _state), _state));
            int size = _state;
            ReadOnlySpan<int> oneHot = _network.Tasks > 0 ? tasks : [];
            for (int i = 0; i < _kernels.Length; i++)
            {
                if (i > 0 && _network.Settings.LayerNorm) Normalise(from, rows, weights, i - 1);
                Layer(from, size, i == 0 ? _network.Inputs : _features, to, rows, weights + _kernels[i], weights + _biases[i], i == 0 ? oneHot : []);
                if (_concatenated) Concatenate(to, rows);
                if (_network.HasSkip(i)) Add(to, from, rows, size, i == 0 ? oneHot : []);
                float* input = from;
                from = to;
                to = input;
                size = _features;
            }

            if (_network.Settings.LayerNorm) Normalise(from, rows, weights, _kernels.Length - 1);
            for (int row = 0; row < tasks.Length; row++)
            {
                int head = _network.Heads == 1 ? 0 : tasks[row];
                Head(
                    from + (row * _features), weights + _headKernel + (head * _features * _headColumns), weights + _headBias + (head * _headColumns),
                    outputs.Slice(row * _network.Outputs, _network.Outputs));
            }
        }
    }

    private static int Padded(int count) => (count + Panel - 1) / Panel * Panel;

    private static float* Base(float* start) => (float*)(((nint)start + 63) & ~(nint)63);

    private ReadOnlySpan<float> Part(ReadOnlySpan<float> parameters, string name)
    {
        int index = _network.Layout.Index(name);
        return parameters.Slice((int)_network.Layout.Offset(index), (int)_network.Layout.Parameters[index].Count);
    }

    // σ of a layer: see SpectralNorm.
    private float SpectralNormOf(ReadOnlySpan<float> parameters, int layer)
    {
        var kernel = Part(parameters, $"layer_{layer}/kernel");
        var left = Part(parameters, SpectralNorm.VectorName($"layer_{layer}"));
        var right = new double[kernel.Length / left.Length];
        double length = 0, square = 0;
        for (int row = 0; row < left.Length; row++)
        {
            length += (double)left[row] * left[row];
            for (int k = 0; k < right.Length; k++) right[k] += (double)left[row] * kernel[(row * right.Length) + k];
        }

        foreach (double one in right) square += one * one;
        return (float)Math.Max(Math.Sqrt(square / length), LayerKernels.LeastNorm);
    }

    private void Divide(int kernel, float norm)
    {
        fixed (float* start = _weights)
            foreach (ref float weight in new Span<float>(Base(start) + kernel, _features * _width)) weight /= norm;
    }

    // [rows, columns] into panels [columns / 16][packedRows][16]; what is added stays zero.
    private void Pack(ReadOnlySpan<float> source, int rows, int packedRows, int columns, int packedColumns, int to)
    {
        fixed (float* start = _weights)
        {
            var target = new Span<float>(Base(start) + to, packedRows * packedColumns);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column += Panel)
                {
                    int count = Math.Min(Panel, columns - column);
                    source.Slice((row * columns) + column, count).CopyTo(target[((column * packedRows) + (row * Panel))..]);
                }
            }
        }
    }

    // A one-hot input of 1 is its kernel row added at the end.
    private void Layer(float* input, int size, int packedRows, float* output, int rows, float* kernel, float* bias, ReadOnlySpan<int> oneHot)
    {
        for (int column = 0; column < _width; column += Panel)
        {
            float* panel = kernel + (column * packedRows);
            for (int row = 0; row < rows; row += RowBlock)
            {
                float* x = input + (row * size);
                var a0 = Vector256.LoadAligned(bias + column);
                var a1 = Vector256.LoadAligned(bias + column + 8);
                var (b0, b1, c0, c1, d0, d1) = (a0, a1, a0, a1, a0, a1);
                float* w = panel;
                for (int k = 0; k < size; k++, w += Panel)
                {
                    var w0 = Vector256.LoadAligned(w);
                    var w1 = Vector256.LoadAligned(w + 8);
                    var v = Vector256.Create(x[k]);
                    a0 = Vector256.FusedMultiplyAdd(v, w0, a0);
                    a1 = Vector256.FusedMultiplyAdd(v, w1, a1);
                    v = Vector256.Create(x[k + size]);
                    b0 = Vector256.FusedMultiplyAdd(v, w0, b0);
                    b1 = Vector256.FusedMultiplyAdd(v, w1, b1);
                    v = Vector256.Create(x[k + (2 * size)]);
                    c0 = Vector256.FusedMultiplyAdd(v, w0, c0);
                    c1 = Vector256.FusedMultiplyAdd(v, w1, c1);
                    v = Vector256.Create(x[k + (3 * size)]);
                    d0 = Vector256.FusedMultiplyAdd(v, w0, d0);
                    d1 = Vector256.FusedMultiplyAdd(v, w1, d1);
                }

                float* y = output + (row * _features) + column;
                Store(y, a0, a1, panel, oneHot, row);
                Store(y + _features, b0, b1, panel, oneHot, row + 1);
                Store(y + (2 * _features), c0, c1, panel, oneHot, row + 2);
                Store(y + (3 * _features), d0, d1, panel, oneHot, row + 3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(float* y, Vector256<float> low, Vector256<float> high, float* panel, ReadOnlySpan<int> oneHot, int row)
    {
        if (row < oneHot.Length)
        {
            float* extra = panel + ((_state + oneHot[row]) * Panel);
            (low, high) = (low + Vector256.LoadAligned(extra), high + Vector256.LoadAligned(extra + 8));
        }

        var least = _concatenated ? Vector256.Create(float.NegativeInfinity) : Vector256<float>.Zero;
        Vector256.Max(low, least).Store(y);
        Vector256.Max(high, least).Store(y + 8);
    }

    // What the units sum up lies in each row's first columns; the columns behind their features are padding.
    private void Concatenate(float* x, int rows)
    {
        int width = _network.Settings.Width;
        for (int row = 0; row < rows; row++, x += _features)
        {
            for (int k = 0; k < width; k++) (x[k], x[width + k]) = (MathF.Max(x[k], 0), MathF.Max(-x[k], 0));
            new Span<float>(x + (2 * width), _features - (2 * width)).Clear();
        }
    }

    private void Head(float* x, float* kernel, float* bias, Span<float> output)
    {
        float* sums = stackalloc float[Panel];
        for (int column = 0; column < output.Length; column += Panel)
        {
            float* w = kernel + (column * _features);
            var low = Vector256.LoadAligned(bias + column);
            var high = Vector256.LoadAligned(bias + column + 8);
            for (int k = 0; k < _features; k++, w += Panel)
            {
                var v = Vector256.Create(x[k]);
                low = Vector256.FusedMultiplyAdd(v, Vector256.LoadAligned(w), low);
                high = Vector256.FusedMultiplyAdd(v, Vector256.LoadAligned(w + 8), high);
            }

            low.Store(sums);
            high.Store(sums + 8);
            new ReadOnlySpan<float>(sums, Math.Min(Panel, output.Length - column)).CopyTo(output[column..]);
        }
    }

    private void Normalise(float* x, int rows, float* weights, int index)
    {
        int width = _network.Features;
        for (int row = 0; row < rows; row++, x += _features)
        {
            var sum = Vector256<float>.Zero;
            for (int k = 0; k < _features; k += 8) sum += Vector256.Load(x + k);
            float mean = Vector256.Sum(sum) / width, squares = 0;
            for (int k = 0; k < width; k++) squares += (x[k] - mean) * (x[k] - mean);
            float rate = 1 / MathF.Sqrt((squares / width) + 1e-6f);
            float* scale = weights + _scales[index], shift = weights + _shifts[index];
            // The padding's scale and shift are zero, so it stays zero.
            for (int k = 0; k < _features; k += 8)
            {
                var normal = (Vector256.Load(x + k) - Vector256.Create(mean)) * Vector256.Create(rate);
                Vector256.FusedMultiplyAdd(normal, Vector256.LoadAligned(scale + k), Vector256.LoadAligned(shift + k)).Store(x + k);
            }
        }
    }

    private void Add(float* to, float* from, int rows, int size, ReadOnlySpan<int> oneHot)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < size; k++) to[(row * _features) + k] += from[(row * size) + k];
            if (row < oneHot.Length) to[(row * _features) + size + oneHot[row]] += 1;
        }
    }
}
