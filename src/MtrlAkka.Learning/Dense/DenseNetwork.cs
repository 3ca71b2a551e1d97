using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A torso of dense ReLU layers and linear heads. With a head for each task it is the multi-head network of MTMHSAC
/// (Yu et al., arXiv 1910.10897; the torso also sees the one-hot); with one head the plain network of MTSAC.
/// Layer norm and skips as in the reference implementation of arXiv 2503.05126:
/// h = relu(n W + b) (+ n with skip), where n is the layer before, normalised from the second layer on. The ReLU may be
/// a concatenated one (<see cref="Activation"/>), and from the second layer on W may be divided by its <see cref="SpectralNorm"/>.
/// </summary>
internal sealed class DenseNetwork : INetwork
{
    private readonly LayerKernels _kernels;

    /// <param name="settings">Width, depth, options.</param>
    /// <param name="inputs">Input size, the one-hot included.</param>
    /// <param name="outputs">Numbers in an output row.</param>
    /// <param name="tasks">Length of the one-hot; 0 for a row without one, which mlp alone can have.</param>
    /// <param name="members">Networks in the ensemble.</param>
    /// <param name="headBound">Heads start in U(-bound, bound), kernel and bias.</param>
    /// <param name="kernels">The device's kernels.</param>
    public DenseNetwork(NetworkSettings settings, int inputs, int outputs, int tasks, int members, double headBound, LayerKernels kernels)
    {
        (Settings, Inputs, Outputs, Tasks, Members, _kernels) = (settings, inputs, outputs, tasks, members, kernels);
        Heads = settings.Architecture == "multi-head" ? tasks : 1;
        Features = Activation.Of(settings).Features(settings.Width);
        Layout = new ParameterLayout(Parameters(headBound), members);
    }

    /// <summary>Width, depth, options.</summary>
    public NetworkSettings Settings { get; }

    /// <summary>Input size, the one-hot included.</summary>
    public int Inputs { get; }

    /// <summary>Numbers in an output row.</summary>
    public int Outputs { get; }

    /// <summary>Length of the one-hot; 0 where there is none.</summary>
    public int Tasks { get; }

    /// <summary>Networks in the ensemble.</summary>
    public int Members { get; }

    /// <summary>Precision of the products of a pass; acting is in float32.</summary>
    public MatmulPrecision Matmul { get; init; }

    /// <summary>Linear heads: one for each task, or one.</summary>
    public int Heads { get; }

    /// <summary>Numbers that a hidden layer puts out: one for each unit, or two with concatenated ReLU.</summary>
    public int Features { get; }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> SharedLayer => [Settings.Architecture == "multi-head" ? $"layer_{Settings.Depth - 1}/kernel" : "head/kernel"];

    /// <inheritdoc/>
    public IReadOnlyList<UnitLayer> Units => Settings.Skip ? [] : [.. Enumerable.Range(0, Settings.Depth).Select(i => new UnitLayer($"layer_{i}", Settings.Width)
    {
        Halves = Features / Settings.Width,
        Incoming = [$"layer_{i}/kernel", $"layer_{i}/bias"],
        Norms = Settings.LayerNorm ? [$"norm_{i}/scale", $"norm_{i}/shift"] : [],
        Outgoing = [i < Settings.Depth - 1 ? $"layer_{i + 1}/kernel" : "head/kernel"],
    })];

    /// <summary>Whether layer <paramref name="layer"/> adds its input.</summary>
    public bool HasSkip(int layer) => Settings.Skip && (layer > 0 || Inputs == Features);

    /// <summary>Whether the kernel of layer <paramref name="layer"/> is divided by its spectral norm.</summary>
    public bool HasSpectralNorm(int layer) => Settings.SpectralNorm && layer > 0;

    /// <inheritdoc/>
    public bool IsHead(string parameter) => parameter.StartsWith("head/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Settle(FlatParameters parameters)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < Settings.Depth; i++)
        {
            if (!HasSpectralNorm(i)) continue;
            Tensor kernel = parameters.View(Layout.Index($"layer_{i}/kernel")), vector = parameters.View(Layout.Index(SpectralNorm.VectorName($"layer_{i}")));
            SpectralNorm.Iterate(kernel, vector, SpectralNorm.StartIterations);
        }
    }

    /// <inheritdoc/>
    public INetworkPass Bind(
        NetworkParameters parameters, Matrix input, NetworkParameters? gradient, Matrix? inputGradient, PassOutput? output = null, TaskGradients? tasks = null) =>
        new DensePass(this, _kernels, parameters, input, gradient, inputGradient, output, tasks);

    /// <inheritdoc/>
    public IPolicyForward CreateForward() => new DenseForward(this);

    /// <inheritdoc/>
    public double ForwardFlops(int rows)
    {
        double width = Settings.Width, weights = (Inputs * width) + ((Settings.Depth - 1) * Features * width) + ((double)Features * Outputs);
        return 2 * weights * rows * Members;
    }

    private IEnumerable<ParameterSpec> Parameters(double headBound)
    {
        int width = Settings.Width;
        for (int i = 0; i < Settings.Depth; i++)
        {
            int fanIn = i == 0 ? Inputs : Features;
            if (i > 0 && Settings.LayerNorm)
                foreach (var norm in Norm(i - 1)) yield return norm;
            yield return new ParameterSpec($"layer_{i}/kernel", [fanIn, width], ParameterStart.HeUniform(fanIn));
            yield return new ParameterSpec($"layer_{i}/bias", [width], ParameterStart.Constant(0));
            if (HasSpectralNorm(i)) yield return SpectralNorm.Vector($"layer_{i}", fanIn);
        }

        if (Settings.LayerNorm)
            foreach (var norm in Norm(Settings.Depth - 1)) yield return norm;
        long[] heads = Settings.Architecture == "multi-head" ? [Heads] : [];
        yield return new ParameterSpec("head/kernel", [.. heads, Features, Outputs], ParameterStart.Uniform(headBound));
        yield return new ParameterSpec("head/bias", [.. heads, Outputs], ParameterStart.Uniform(headBound));
    }

    private IEnumerable<ParameterSpec> Norm(int index)
    {
        yield return new ParameterSpec($"norm_{index}/scale", [Features], ParameterStart.Constant(1));
        yield return new ParameterSpec($"norm_{index}/shift", [Features], ParameterStart.Constant(0));
    }
}
