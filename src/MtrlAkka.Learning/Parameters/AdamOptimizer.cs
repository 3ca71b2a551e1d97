namespace MtrlAkka.Learning;

/// <summary>The optimiser's state of one flat vector: two moments of each parameter, and the gradient it reads.</summary>
internal sealed class AdamOptimizer : IDisposable
{
    private readonly AdamSettings _settings;
    private readonly OptimizerKernels _kernels;
    private readonly FlatParameters _parameters;

    /// <summary>An optimiser before its first step, with memory of its own.</summary>
    public AdamOptimizer(AdamSettings settings, OptimizerKernels kernels, FlatParameters parameters)
        : this(settings, kernels, parameters, new OwnMemory(parameters.Vector.Tensor.dtype, parameters.Vector.Tensor.device), "")
    {
    }

    /// <summary>An optimiser before its first step.</summary>
    /// <param name="settings">Rates.</param>
    /// <param name="kernels">Of the device.</param>
    /// <param name="parameters">What it improves.</param>
    /// <param name="memory">Where gradient and moments lie.</param>
    /// <param name="name">Name of the parameters within it.</param>
    public AdamOptimizer(AdamSettings settings, OptimizerKernels kernels, FlatParameters parameters, AgentMemory memory, string name)
    {
        (_settings, _kernels, _parameters) = (settings, kernels, parameters);
        FlatParameters Like(string own) => memory.Take(own, parameters.Layout);
        (Gradient, Mean, Square) = (Like(GradientName(name)), Like($"adam_mean/{name}"), Like($"adam_square/{name}"));
    }

    /// <summary>Filled by the network's backward.</summary>
    public FlatParameters Gradient { get; }

    /// <summary>First moment.</summary>
    public FlatParameters Mean { get; }

    /// <summary>Second moment.</summary>
    public FlatParameters Square { get; }

    /// <summary>The gradient's name in an agent's memory.</summary>
    public static string GradientName(string parameters) => $"gradient/{parameters}";

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
