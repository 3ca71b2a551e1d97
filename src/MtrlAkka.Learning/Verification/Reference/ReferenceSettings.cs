namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>The settings of an agent as the golden files of the reference implementation write them.</summary>
internal static class ReferenceSettings
{
    private static readonly Dictionary<string, string> Architectures = new()
    {
        ["VanillaNetworkConfig"] = "mlp",
        ["MultiHeadConfig"] = "multi-head",
        ["SoftModulesConfig"] = "soft-modules",
        ["PaCoConfig"] = "paco",
        ["CAREConfig"] = "care",
        ["FiLMConfig"] = "film",
        ["MOOREConfig"] = "moore",
    };

    /// <summary>An agent.</summary>
    /// <param name="config">The file's configuration.</param>
    /// <param name="batchPerTask">Rows of each task.</param>
    /// <exception cref="InvalidDataException">An entry is missing, or asks for what is not known here.</exception>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public static SacSettings Agent(GoldenConfig config, int batchPerTask)
    {
        config.Require("squash_tanh", "true");
        var network = config.Section("network");
        var critic = config.Has("critic_network") ? config.Section("critic_network") : network;
        var (actorRate, clip) = Optimizer(network);
        var (criticRate, criticClip) = Optimizer(critic);
        if (clip != criticClip) throw new InvalidDataException("actor and critic clip gradients at different norms, and one norm is known here");
        var (temperatureRate, temperatureClip) = config.Has("temperature_optimizer") ? Rates(config.Section("temperature_optimizer")) : (3e-4, 0);
        if (temperatureClip != 0) throw new InvalidDataException("the temperatures' gradients are clipped, and that is not known here");
        var usual = new SacSettings { Tasks = config.Count("num_tasks") };
        var settings = usual with
        {
            ObservationSize = config.Count("obs_dim"),
            ActionSize = config.Count("action_dim"),
            BatchPerTask = batchPerTask,
            Actor = Network(network),
            Critic = Network(critic),
            Critics = config.Count("num_critics"),
            Gamma = config.Number("gamma", usual.Gamma),
            Tau = config.Number("tau", usual.Tau),
            TargetEntropy = config.Number("target_entropy", usual.TargetEntropy),
            TaskWeights = config.Flag("use_task_weights"),
            ActorLearningRate = actorRate,
            CriticLearningRate = criticRate,
            TemperatureLearningRate = temperatureRate,
            GradientClip = clip,
            LogStdMin = config.Number("log_std_min"),
            LogStdMax = config.Number("log_std_max"),
        };
        settings.Validate();
        return settings;
    }

    /// <summary>A network.</summary>
    /// <exception cref="InvalidDataException">An entry is missing, or asks for what is not known here.</exception>
    public static NetworkSettings Network(GoldenConfig config)
    {
        config.Require("activation", "ReLU");
        config.Require("use_bias", "true");
        string name = config.Text("class");
        return new NetworkSettings
        {
            Architecture = Architectures.GetValueOrDefault(name) ?? throw new InvalidDataException($"no architecture is known as {name}"),
            Width = config.Count("width"),
            Depth = config.Count("depth"),
            LayerNorm = config.Flag("use_layer_norm"),
            Skip = config.Flag("use_skip_connections"),
            Experts = config.Count("num_experts", 0),
            Modules = config.Count("num_modules", 0),
            ModuleWidth = config.Count("module_width", 0),
            ParameterSets = config.Count("num_parameter_sets", 0),
            EmbeddingSize = config.Count("embedding_dim", 0),
            EncoderWidth = config.Count("encoder_width", 0),
            EncoderDepth = config.Count("encoder_depth", 0),
            AttentionTemperature = config.Number("encoder_temperature", 1),
        };
    }

    // A forward needs no optimiser, so a network may have none.
    private static (double Rate, double Clip) Optimizer(GoldenConfig network) =>
        network.Has("optimizer") ? Rates(network.Section("optimizer")) : (3e-4, 0);

    private static (double Rate, double Clip) Rates(GoldenConfig optimizer)
    {
        optimizer.Require("optimizer", "Adam");
        return (optimizer.Number("lr"), optimizer.Number("max_grad_norm", 0));
    }
}
