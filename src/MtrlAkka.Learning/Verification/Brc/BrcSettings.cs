namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>The settings of an agent as the golden files of BRC's reference write them.</summary>
internal static class BrcSettings
{
    /// <summary>An agent. Its rows come in any order of tasks, so what it knows of them by itself does not count.</summary>
    /// <param name="config">The file's configuration.</param>
    /// <param name="rows">Rows of a batch.</param>
    /// <param name="normalised">Whether the agent normalises the rewards.</param>
    /// <exception cref="InvalidDataException">An entry is missing, or the rows are no multiple of the tasks.</exception>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public static SacSettings Agent(GoldenConfig config, int rows, bool normalised)
    {
        int tasks = config.Count("num_tasks");
        if (tasks < 1 || rows % tasks != 0) throw new InvalidDataException($"a batch of {rows} rows cannot be one of as many rows of each of {tasks} tasks");
        if (config.Has("layernorm_eps") && config.Number("layernorm_eps") != LayerKernels.NormEpsilon)
            throw new InvalidDataException($"config.layernorm_eps is {config.Number("layernorm_eps")}, and only {LayerKernels.NormEpsilon} is known here");
        double rate = config.Number("lr");
        NetworkSettings Network(string kind) => new()
        {
            Architecture = "bro", Width = config.Count($"{kind}_width"), Depth = config.Count($"{kind}_depth_blocks"),
        };
        var settings = new SacSettings
        {
            Tasks = tasks,
            ObservationSize = config.Count("obs_dim"),
            ActionSize = config.Count("action_dim"),
            BatchPerTask = rows / tasks,
            // A single task has none, but no one-hot either.
            TaskEmbedding = config.Count("embedding_size", 1),
            Actor = Network("actor"),
            Critic = Network("critic"),
            Critics = config.Count("ensemble"),
            Categorical = new CategoricalSupport(config.Count("num_bins"), config.Number("v_max")),
            ReturnLimit = normalised ? config.Number("v_max") : null,
            Gamma = config.Number("discount"),
            Tau = config.Number("tau"),
            TargetEntropy = config.Number("target_entropy"),
            TemperatureShared = true,
            TemperatureLoss = TemperatureLoss.Alpha,
            ActorLearningRate = rate,
            CriticLearningRate = rate,
            TemperatureLearningRate = rate,
            AdamBeta1 = config.Number("adam_b1"),
            TemperatureBeta1 = config.Number("temperature_adam_b1"),
            AdamBeta2 = config.Number("adam_b2"),
            AdamEpsilon = config.Number("adam_eps"),
            GradientClip = 0,
            WeightDecay = config.Number("weight_decay"),
            LogStdMin = config.Number("log_std_min"),
            LogStdMax = config.Number("log_std_max"),
        };
        settings.Validate();
        return settings;
    }
}
