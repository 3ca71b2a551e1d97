namespace MtrlAkka.Learning;

/// <summary>
/// A policy whose rows end in the embedding of their task (<see cref="TaskEmbedding"/>), for acting: the vectors at length 1 are
/// computed when weights are loaded, and put behind each observation.
/// </summary>
internal sealed class EmbeddedForward : IPolicyForward, IDisposable
{
    private readonly INetwork _network;
    private readonly IPolicyForward _forward;
    private readonly float[] _vectors;
    private readonly int _tasks, _size;
    private float[] _rows = [];

    /// <param name="network">Its rows are an observation and an embedding.</param>
    /// <param name="table">Layout of the embedding.</param>
    public EmbeddedForward(INetwork network, ParameterLayout table)
    {
        (_network, _forward) = (network, network.CreateForward());
        (_tasks, _size) = ((int)table.Parameters[0].Shape[0], (int)table.Parameters[0].Shape[1]);
        _vectors = new float[table.Length];
    }

    /// <summary>Takes the network's flat parameters, and behind them the flat table.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void Load(ReadOnlySpan<float> parameters)
    {
        int length = (int)_network.Layout.Length;
        if (parameters.Length != length + _vectors.Length)
            throw new ArgumentException($"the policy has {parameters.Length} parameters, this network and its embedding {length + _vectors.Length}");
        _forward.Load(parameters[..length]);
        parameters[length..].CopyTo(_vectors);
        for (int task = 0; task < _tasks; task++)
        {
            var vector = _vectors.AsSpan(task * _size, _size);
            double square = 0;
            foreach (float one in vector) square += (double)one * one;
            foreach (ref float one in vector) one = (float)(one / Math.Sqrt(square));
        }
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> observations, ReadOnlySpan<int> tasks, Span<float> outputs)
    {
        if (tasks.Length == 0) return;
        int size = observations.Length / tasks.Length, columns = size + _size;
        if (_rows.Length < tasks.Length * columns) _rows = new float[tasks.Length * columns];
        for (int row = 0; row < tasks.Length; row++)
        {
            observations.Slice(row * size, size).CopyTo(_rows.AsSpan(row * columns));
            _vectors.AsSpan(tasks[row] * _size, _size).CopyTo(_rows.AsSpan((row * columns) + size));
        }

        _forward.Forward(_rows.AsSpan(0, tasks.Length * columns), tasks, outputs);
    }

    /// <inheritdoc/>
    public void Dispose() => (_forward as IDisposable)?.Dispose();
}
