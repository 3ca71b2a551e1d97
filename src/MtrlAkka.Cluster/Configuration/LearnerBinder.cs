using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>The part of <see cref="SettingsBinder"/> for the section <c>learner</c>.</summary>
internal sealed class LearnerBinder(SettingsValues values)
{
    /// <summary>Binds and checks the learner's settings.</summary>
    /// <param name="tasks">Tasks of the run.</param>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public LearnerSettings Bind(int tasks)
    {
        string device = values.Text("learner.device");
        if (device is not ("cpu" or "cuda") && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out _)))
            throw values.Refused("learner.device", "it is cpu, cuda or cuda:N");
        var learner = new LearnerSettings(
            device,
            values.Threads("learner.threads"),
            values.Integer("learner.warm-start-rounds", 0, 1_000_000_000),
            (int)values.Integer("learner.updates-per-round", 1, 64),
            Sac(tasks),
            Plasticity(),
            values.Text("learner.weights") is { Length: > 0 } weights ? weights : null);
        if (learner.WarmStartRounds < 1)
            throw values.Refused("learner.warm-start-rounds", "at least one round must fill the replay before the first update");
        if (learner.Sac.LogStdMin >= learner.Sac.LogStdMax)
            throw values.Refused("learner.log-std-min", "it must lie below learner.log-std-max");
        Fit(learner.Sac);
        try
        {
            learner.Sac.Validate();
        }
        catch (ArgumentException error)
        {
            // Each value is in its range; what is left is what does not go together.
            throw new SettingsException($"mtrl.learner: {error.Message}", error);
        }

        return learner;
    }

    /// <summary>Refuses settings that do not fit together.</summary>
    private void Fit(SacSettings sac)
    {
        foreach (var (network, key) in new[] { (sac.Actor, "learner.actor.architecture"), (sac.Critic, "learner.critic.architecture") })
        {
            if (sac.TaskEmbedding > 0 && !NetworkSettings.WithoutOneHot.Contains(network.Architecture))
                throw values.Refused(key, $"it needs the one-hot: set learner.task-embedding = 0, or take {string.Join(" or ", NetworkSettings.WithoutOneHot)}");
        }

        if (sac.TaskWeights && sac.TemperatureShared)
            throw values.Refused("learner.task-weights", "they come from the tasks' own temperatures: set learner.temperature-shared = false");
        if (sac.ReturnLimit is null) return;
        if (sac.Gamma >= 1) throw values.Refused("learner.gamma", "return normalisation needs it below 1");
        if (sac.TargetEntropy >= 0) throw values.Refused("learner.target-entropy", "return normalisation needs it below 0");
    }

    private SacSettings Sac(int tasks) => new()
    {
        Tasks = tasks,
        ObservationSize = MetaWorldEnvironment.ObservationSize,
        ActionSize = MetaWorldEnvironment.ActionSize,
        BatchPerTask = (int)values.Integer("learner.batch-per-task", 1, 65536),
        Gamma = values.Number("learner.gamma", 0, 1),
        Tau = values.Number("learner.tau", 0, 1),
        TargetEntropy = values.Number("learner.target-entropy", -1e6, 1e6),
        TaskWeights = values.Flag("learner.task-weights"),
        ActorOptimisation = Optimisation("learner.actor-optimisation"),
        CriticOptimisation = Optimisation("learner.critic-optimisation"),
        GradNorm = new GradNormSettings(values.Number("learner.gradnorm.asymmetry", 0, 100), values.Positive("learner.gradnorm.learning-rate")),
        TaskEmbedding = (int)values.Integer("learner.task-embedding", 0, 65536),
        ReturnLimit = ReturnLimit(),
        TemperatureShared = values.Flag("learner.temperature-shared"),
        TemperatureLoss = TemperatureLoss(),
        InitialTemperature = values.Positive("learner.initial-temperature"),
        ActorLearningRate = values.Positive("learner.actor-learning-rate"),
        CriticLearningRate = values.Positive("learner.critic-learning-rate"),
        TemperatureLearningRate = values.Positive("learner.temperature-learning-rate"),
        TemperatureBeta1 = values.Number("learner.temperature-beta1", 0, 0.9999),
        AdamEpsilon = values.Positive("learner.adam-epsilon"),
        GradientClip = values.Number("learner.gradient-clip", 0, 1e30),
        WeightDecay = values.Number("learner.weight-decay", 0, 1),
        Critics = (int)values.Integer("learner.critics", 1, 16),
        Categorical = Categorical(),
        LogStdMin = values.Number("learner.log-std-min", -100, 100),
        LogStdMax = values.Number("learner.log-std-max", -100, 100),
        RewardScale = (float)values.Positive("learner.reward-scale"),
        Matmul = Matmul(),
        Actor = Network("learner.actor"),
        Critic = Network("learner.critic"),
        ActorTreatments = Treatments("learner.treatments.actor"),
        CriticTreatments = Treatments("learner.treatments.critic"),
    };

    private TaskOptimisation Optimisation(string key)
    {
        values.OneOf(key, "plain", "pcgrad", "gradnorm");
        return Enum.Parse<TaskOptimisation>(values.Text(key), ignoreCase: true);
    }

    private TreatmentSettings Treatments(string section)
    {
        long Interval(string key) => values.Integer($"{section}.{key}", 0, 1_000_000_000_000);
        values.OneOf($"{section}.reset.part", [.. ResetSettings.Parts]);
        return new TreatmentSettings
        {
            L2Start = values.Number($"{section}.l2-start", 0, 1e30),
            Redo = new RedoSettings { Interval = Interval("redo.interval"), Threshold = values.Number($"{section}.redo.threshold", 0, 1) },
            Reset = new ResetSettings { Interval = Interval("reset.interval"), Part = values.Text($"{section}.reset.part"), Last = Interval("reset.last") },
            ShrinkAndPerturb = new ShrinkAndPerturbSettings
            {
                Interval = Interval("shrink-and-perturb.interval"), Keep = values.Number($"{section}.shrink-and-perturb.keep", 0, 1),
            },
            Sparsity = new SparsitySettings
            {
                Share = values.Number($"{section}.sparsity.share", 0, 0.9999),
                RewireInterval = Interval("sparsity.rewire-interval"),
                RewireShare = values.Number($"{section}.sparsity.rewire-share", 0, 1),
            },
        };
    }

    private double? ReturnLimit()
    {
        double limit = values.Positive("learner.return-limit");
        return values.Flag("learner.return-normalisation") ? limit : null;
    }

    private TemperatureLoss TemperatureLoss()
    {
        values.OneOf("learner.temperature-loss", "log-alpha", "alpha");
        return values.Text("learner.temperature-loss") == "alpha" ? Learning.TemperatureLoss.Alpha : Learning.TemperatureLoss.LogAlpha;
    }

    private MatmulPrecision Matmul()
    {
        values.OneOf("learner.matmul", "full", "tf32", "bf16");
        var matmul = Enum.Parse<MatmulPrecision>(values.Text("learner.matmul"), ignoreCase: true);
        return matmul == MatmulPrecision.Tf32 && values.Text("learner.device") == "cpu"
            ? throw values.Refused("learner.matmul", "CUDA devices have TF32, the cpu has full and bf16")
            : matmul;
    }

    private CategoricalSupport? Categorical()
    {
        values.OneOf("learner.critic-loss", "squared", "categorical");
        var support = new CategoricalSupport(
            (int)values.Integer("learner.categorical.bins", 2, CategoricalSupport.MostBins), values.Positive("learner.categorical.limit"));
        return values.Text("learner.critic-loss") == "categorical" ? support : null;
    }

    private NetworkSettings Network(string section)
    {
        values.OneOf($"{section}.architecture", [.. NetworkSettings.Architectures]);
        values.OneOf($"{section}.activation", [.. NetworkSettings.Activations]);
        int Option(string name, int high) => (int)values.Integer($"{section}.{name}", 0, high);
        return new NetworkSettings
        {
            Architecture = values.Text($"{section}.architecture"),
            Width = (int)values.Integer($"{section}.width", 1, 65536),
            Depth = (int)values.Integer($"{section}.depth", 1, 64),
            LayerNorm = values.Flag($"{section}.layer-norm"),
            Skip = values.Flag($"{section}.skip"),
            Activation = values.Text($"{section}.activation"),
            SpectralNorm = values.Flag($"{section}.spectral-norm"),
            Experts = Option("experts", 1024),
            Modules = Option("modules", 1024),
            ModuleWidth = Option("module-width", 65536),
            ParameterSets = Option("parameter-sets", 1024),
            EmbeddingSize = Option("embedding-size", 65536),
            EncoderWidth = Option("encoder-width", 65536),
            EncoderDepth = Option("encoder-depth", 64),
            AttentionTemperature = values.Positive($"{section}.attention-temperature"),
        };
    }

    private PlasticitySettings Plasticity()
    {
        var settings = new PlasticitySettings
        {
            Interval = values.Integer("learner.plasticity.interval", 0, 1_000_000_000_000),
            DormantThreshold = values.Number("learner.plasticity.dormant-threshold", 0, 1),
            DormantStreak = (int)values.Integer("learner.plasticity.dormant-streak", 1, 1_000_000),
            SRank = values.Flag("learner.plasticity.srank"),
            ProbeInterval = values.Integer("learner.plasticity.probe-interval", 0, 1_000_000_000_000),
            ProbeSteps = (int)values.Integer("learner.plasticity.probe-steps", 1, 1_000_000),
        };
        if (settings.ProbeInterval > 0 && (settings.Interval == 0 || settings.ProbeInterval % settings.Interval != 0))
            throw values.Refused("learner.plasticity.probe-interval", "a probe belongs to a measurement: it must be a multiple of learner.plasticity.interval");
        return settings;
    }
}
