namespace MtrlAkka.Learning;

/// <summary>
/// Shape and options of one network; actor and critic each have their own. Where 0 is said to mean the usual value,
/// <see cref="Resolve"/> puts it in; an option that an architecture does not have is ignored by it.
/// </summary>
public sealed record NetworkSettings
{
    /// <summary>Names that <see cref="Architecture"/> may have.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["multi-head", "mlp", "soft-modules", "paco", "care", "film", "moore", "bro", "simba"];

    /// <summary>Names that <see cref="Activation"/> may have.</summary>
    public static IReadOnlyList<string> Activations { get; } = ["relu", "crelu"];

    /// <summary>Those that need no one-hot: a row that tells its task otherwise is enough.</summary>
    public static IReadOnlyList<string> WithoutOneHot { get; } = ["mlp", "bro", "simba"];

    /// <summary>
    /// The architecture's name: <c>multi-head</c> (a shared torso, a linear head for each task), <c>mlp</c> (one head for all),
    /// <c>soft-modules</c>, <c>paco</c>, <c>care</c>, <c>film</c>, <c>moore</c>, <c>bro</c> (BroNet, arXiv 2405.16158, the network
    /// of BRC, arXiv 2505.23150) or <c>simba</c> (arXiv 2410.09754). The last two have norms and skips of their own, and their
    /// policy's log standard deviation goes into its range through a tanh.
    /// </summary>
    public string Architecture { get; init; } = "multi-head";

    /// <summary>Units of each hidden layer.</summary>
    public int Width { get; init; } = 400;

    /// <summary>Number of hidden layers; the output layer is extra. soft-modules: layers of modules; moore: layers of an expert, the last one linear; bro, simba: residual blocks behind the first layer.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Layer norm before every hidden layer but the first, and before the output layer.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Adds a hidden layer's input to its output where their widths agree.</summary>
    public bool Skip { get; init; }

    /// <summary>What stands in the place of every ReLU: <c>relu</c>, or <c>crelu</c>, concatenated ReLU (<see cref="Learning.Activation"/>).</summary>
    public string Activation { get; init; } = "relu";

    /// <summary>
    /// Divides the kernels of hidden layers by their largest singular value (<see cref="Learning.SpectralNorm"/>), but for the first one's
    /// and the head's; in arXiv 2105.05246 a single layer before the head suffices. soft-modules: of the modules; moore: of the experts;
    /// paco: of the sums of its sets; care, film: of the torso, not of encoders; bro, simba: of the blocks.
    /// </summary>
    public bool SpectralNorm { get; init; }

    /// <summary>care, moore: experts; 0 is 6 and 4, from 50 tasks on 10 and 6.</summary>
    public int Experts { get; init; }

    /// <summary>soft-modules: modules of a layer; 0 is 2, from 50 tasks on 4.</summary>
    public int Modules { get; init; }

    /// <summary>soft-modules: units of a module; 0 is <see cref="Width"/>.</summary>
    public int ModuleWidth { get; init; }

    /// <summary>paco: parameter sets; 0 is 5, from 50 tasks on 20.</summary>
    public int ParameterSets { get; init; }

    /// <summary>Numbers in the embedding of a task, and of the observation beside it; 0 is 50 (care, film) or 400 (soft-modules).</summary>
    public int EmbeddingSize { get; init; }

    /// <summary>
    /// Units of a hidden layer of the encoders of task and observation; 0 is 50 (care, film) or 400 (soft-modules: the
    /// reference implementation has 400 whatever the torso's width).
    /// </summary>
    public int EncoderWidth { get; init; }

    /// <summary>care, film: hidden layers of these encoders; 0 is 2.</summary>
    public int EncoderDepth { get; init; }

    /// <summary>care: divides the attention's logits; above 0.</summary>
    public double AttentionTemperature { get; init; } = 1;

    /// <summary>
    /// The size that the reference implementation gives an architecture: width 400 and depth 3, but soft-modules 256 and 2,
    /// from 50 tasks on 4, and bro and simba what the papers' critics have, 4096 and 512 wide and 2 deep; the other options as by <see cref="Resolve"/>.
    /// </summary>
    public static NetworkSettings Reference(string architecture, int tasks)
    {
        var settings = new NetworkSettings { Architecture = architecture };
        if (architecture == "soft-modules") settings = settings with { Width = 256, Depth = tasks < ManyTasks ? 2 : 4 };
        if (architecture is "bro" or "simba") settings = settings with { Width = architecture == "bro" ? 4096 : 512, Depth = 2 };
        return settings.Resolve(tasks);
    }

    /// <summary>The same with the usual value for this number of tasks in the place of each 0.</summary>
    public NetworkSettings Resolve(int tasks)
    {
        bool soft = Architecture == "soft-modules", many = tasks >= ManyTasks;
        int experts = Architecture == "care" ? (many ? 10 : 6) : many ? 6 : 4;
        static int Or(int value, int usual) => value > 0 ? value : usual;
        return this with
        {
            Experts = Or(Experts, experts),
            Modules = Or(Modules, many ? 4 : 2),
            ModuleWidth = Or(ModuleWidth, Width),
            ParameterSets = Or(ParameterSets, many ? 20 : 5),
            EmbeddingSize = Or(EmbeddingSize, soft ? 400 : 50),
            EncoderWidth = Or(EncoderWidth, soft ? 400 : 50),
            EncoderDepth = Or(EncoderDepth, 2),
        };
    }

    /// <summary>Refuses what no network can be built from.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate(string owner)
    {
        if (!Architectures.Contains(Architecture))
            throw new ArgumentException($"{owner}: architecture '{Architecture}' is not one of {string.Join(", ", Architectures)}");
        if (Width < 1) throw new ArgumentException($"{owner}: width must be at least 1, not {Width}");
        if (Depth < 1) throw new ArgumentException($"{owner}: depth must be at least 1, not {Depth}");
        if (!Activations.Contains(Activation))
            throw new ArgumentException($"{owner}: activation '{Activation}' is not one of {string.Join(", ", Activations)}");
        if (SpectralNorm && Depth < 2 && Architecture is not ("bro" or "simba"))
            throw new ArgumentException($"{owner}: spectral norm leaves the first layer and the head alone, so the depth must be at least 2, not {Depth}");
        foreach (var (value, name) in new[]
        {
            (Experts, "experts"), (Modules, "modules"), (ModuleWidth, "module width"), (ParameterSets, "parameter sets"),
            (EmbeddingSize, "embedding size"), (EncoderWidth, "encoder width"), (EncoderDepth, "encoder depth"),
        })
            if (value < 0) throw new ArgumentException($"{owner}: {name} must be at least 1, or 0 for the usual number, not {value}");
        if (!(AttentionTemperature > 0)) throw new ArgumentException($"{owner}: attention temperature must be above 0, not {AttentionTemperature}");
    }

    // The benchmark with 50 tasks has settings of its own in the papers; with fewer tasks those of the one with ten serve.
    private const int ManyTasks = 50;
}
