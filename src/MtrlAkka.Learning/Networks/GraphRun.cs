using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>What a graph's forward works with: the parameters by name, and a record of hidden activations.</summary>
/// <param name="layout">Names of the parameters.</param>
/// <param name="parameters">[members, …], in the layout's order.</param>
/// <param name="record">Whether activations are kept.</param>
/// <param name="divided">Whether kernels with a spectral norm are divided by it already, as for acting.</param>
/// <param name="matmul">Precision of the products of layers.</param>
internal sealed class GraphRun(
    ParameterLayout layout, IReadOnlyList<Tensor> parameters, bool record, bool divided = false, MatmulPrecision matmul = MatmulPrecision.Full)
{
    private readonly List<KeyValuePair<string, Tensor>> _activations = [];

    /// <summary>A parameter [members, …].</summary>
    public Tensor this[string name] => parameters[layout.Index(name)];

    /// <summary>A layer's kernel as it multiplies [members, …]: divided by its spectral norm where it has a vector for that.</summary>
    public Tensor Kernel(string layer)
    {
        var kernel = this[$"{layer}/kernel"];
        string vector = SpectralNorm.VectorName(layer);
        return divided || !layout.Has(vector) ? kernel : SpectralNorm.Divide(kernel, this[vector]);
    }

    /// <summary>Precision of the products of layers.</summary>
    public MatmulPrecision Matmul => matmul;

    /// <summary>The activations of the last forward by layer name, of a forward task by task one for each in order; they live until <see cref="Forget"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Activations => _activations;

    /// <summary>Keeps a hidden layer's activation, where activations are kept, and gives it back.</summary>
    /// <param name="layer">Unique name of the layer.</param>
    /// <param name="activation">[M, T, units] of tasks, [M, T, B, units] of rows, or [M, N, T, B, units] of rows through N experts or modules.</param>
    public Tensor Keep(string layer, Tensor activation)
    {
        if (record) _activations.Add(KeyValuePair.Create(layer, activation.detach().DetachFromDisposeScope()));
        return activation;
    }

    /// <summary>Lets go of the activations.</summary>
    public void Forget()
    {
        foreach (var (_, activation) in _activations) activation.Dispose();
        _activations.Clear();
    }
}
