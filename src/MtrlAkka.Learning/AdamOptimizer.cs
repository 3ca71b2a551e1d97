namespace MtrlAkka.Learning;

/// <summary>The optimiser's state of one flat vector: two moments of each parameter, and the gradient it reads.</summary>
internal sealed class AdamOptimizer : IDisposable
{
    private readonly AdamSettings _settings;
    private readonly OptimizerKernels _kernels;
    private readonly FlatParameters _parameters;

    public AdamOptimizer(AdamSettings settings, OptimizerKernels kernels, FlatParameters parameters)
    {
        (_settings, _kernels, _parameters) = (settings, kernels, parameters);
        var tensor = parameters.Vector.Tensor;
        FlatParameters Like() => new(parameters.Layout, tensor.dtype, tensor.device);
        (Gradient, Mean, Square) = (Like(), Like(), Like());
    }

    /// <summary>Filled by the network's backward.</summary>
    public FlatParameters Gradient { get; }

    /// <summary>First moment.</summary>
    public FlatParameters Mean { get; }

    /// <summary>Second moment.</summary>
    public FlatParameters Square { get; }

    /// <summary>What the gradient goes through before it is clipped, or null.</summary>
    public GradientTreatment? Treatment { get; set; }

    /// <summary>The step that the count of steps began anew after: the moments were 0 behind it.</summary>
    public long Origin { get; set; }

    /// <summary>One step, and with it the target's average.</summary>
    public void Step(long step, FlatParameters? target, double tau, Matrix metrics, int place)
    {
        Treatment?.Apply(_kernels, _parameters, Gradient);
        _kernels.Step(
            _settings, step - Origin, _parameters.Vector, Gradient.Vector, Mean.Vector, Square.Vector, target?.Vector, tau, metrics, place);
    }

    public void Dispose()
    {
        Gradient.Dispose();
        Mean.Dispose();
        Square.Dispose();
    }
}
