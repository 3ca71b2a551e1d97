namespace MtrlAkka.Learning;

/// <summary>
/// Settings of multi-task soft actor-critic. The defaults are those of multi-task multi-head SAC
/// in "Multi-Task Reinforcement Learning Enables Parameter Scaling" (arXiv 2503.05126).
/// </summary>
public sealed record SacSettings
{
    /// <summary>Number of tasks: the length of the one-hot, and of the temperatures where each task has its own.</summary>
    public required int Tasks { get; init; }

    /// <summary>Numbers in an observation, without the one-hot.</summary>
    public int ObservationSize { get; init; } = 39;

    /// <summary>Numbers in an action.</summary>
    public int ActionSize { get; init; } = 4;

    /// <summary>The policy's network.</summary>
    public NetworkSettings Actor { get; init; } = new();

    /// <summary>The network of each critic.</summary>
    public NetworkSettings Critic { get; init; } = new();

    /// <summary>What is done against the actor's loss of plasticity.</summary>
    public TreatmentSettings ActorTreatments { get; init; } = new();

    /// <summary>What is done against the critics' loss of plasticity.</summary>
    public TreatmentSettings CriticTreatments { get; init; } = new();

    /// <summary>Number of critics, whose minimum is the target, or whose mixture where they are categorical.</summary>
    public int Critics { get; init; } = 2;

    /// <summary>
    /// The values that each critic learns a distribution over, with the cross-entropy as its loss and the mean over critics in
    /// the place of their minimum (BRC, arXiv 2505.23150); null for critics of one value with a squared error.
    /// </summary>
    public CategoricalSupport? Categorical { get; init; }

    /// <summary>
    /// Numbers in a learned vector of each task (<see cref="Learning.TaskEmbedding"/>) that takes the one-hot's place in the networks'
    /// rows, 32 in BRC (arXiv 2505.23150); 0 for the one-hot. For mlp, bro and simba. A single task needs neither and has neither.
    /// </summary>
    public int TaskEmbedding { get; init; }

    /// <summary>
    /// Divides rewards by <see cref="RewardNormalisation.Divisor"/> of their task, so that soft returns come to lie within this limit
    /// (BRC, arXiv 2505.23150); <see cref="RewardScale"/> multiplies what comes of it. Null leaves rewards as they are.
    /// </summary>
    public double? ReturnLimit { get; init; }

    /// <summary>Discount of one environment step.</summary>
    public double Gamma { get; init; } = 0.99;

    /// <summary>Share of the new critic in the target's moving average, each update.</summary>
    public double Tau { get; init; } = 0.005;

    /// <summary>Entropy that the temperatures steer to, in nats; the same for each task.</summary>
    public double TargetEntropy { get; init; } = -4;

    /// <summary>
    /// Weighs the rows of a task by T softmax(-log α) in the critics' and the actor's loss, without gradient: tasks that are
    /// solved have low temperatures and weigh more (soft modularization, arXiv 2003.13661). The temperatures' own loss is not weighted.
    /// </summary>
    public bool TaskWeights { get; init; }

    /// <summary>How the tasks' losses become the actor's gradient.</summary>
    public TaskOptimisation ActorOptimisation { get; init; }

    /// <summary>How the tasks' losses become the critics' gradient, of all of them together.</summary>
    public TaskOptimisation CriticOptimisation { get; init; }

    /// <summary>Of GradNorm, where it is chosen.</summary>
    public GradNormSettings GradNorm { get; init; } = new();

    /// <summary>Behaviour of the reference implementation that only its figures need.</summary>
    internal ReferenceFaults Faults { get; init; } = new();

    /// <summary>One temperature for all tasks, as BRC has it, in the place of one for each.</summary>
    public bool TemperatureShared { get; init; }

    /// <summary>What the loss of the temperatures is linear in.</summary>
    public TemperatureLoss TemperatureLoss { get; init; }

    /// <summary>Temperature of each task at the start.</summary>
    public double InitialTemperature { get; init; } = 1;

    /// <summary>Learning rate of the actor.</summary>
    public double ActorLearningRate { get; init; } = 3e-4;

    /// <summary>Learning rate of the critics.</summary>
    public double CriticLearningRate { get; init; } = 3e-4;

    /// <summary>Learning rate of the logarithms of the temperatures.</summary>
    public double TemperatureLearningRate { get; init; } = 3e-4;

    /// <summary>Adam's decay of the mean of gradients, of actor and critics.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>The same of the temperatures; BRC (arXiv 2505.23150) has 0.5.</summary>
    public double TemperatureBeta1 { get; init; } = 0.9;

    /// <summary>Adam's decay of the mean of squared gradients.</summary>
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's epsilon, outside the root.</summary>
    public double AdamEpsilon { get; init; } = 1e-5;

    /// <summary>Largest global norm of the actor's and of the critics' gradient; 0 is no clipping. Temperatures are never clipped.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Decoupled weight decay of actor and critics (AdamW, arXiv 1711.05101): a step takes learning rate × this of every parameter, biases and scales too.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Lower bound of the policy's log standard deviation.</summary>
    public double LogStdMin { get; init; } = -20;

    /// <summary>Upper bound of the policy's log standard deviation.</summary>
    public double LogStdMax { get; init; } = 2;

    /// <summary>How matrices are multiplied in updates.</summary>
    public MatmulPrecision Matmul { get; init; }

    /// <summary>Transitions of each task in one update.</summary>
    public int BatchPerTask { get; init; } = 128;

    /// <summary>Factor on each reward.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>Rows of one update.</summary>
    public int BatchSize => Tasks * BatchPerTask;

    /// <summary>Numbers of the embedding in a row; 0 where there is none.</summary>
    internal int EmbeddingSize => Tasks > 1 ? TaskEmbedding : 0;

    /// <summary>Whether networks are told the task by a one-hot.</summary>
    internal bool OneHot => TaskEmbedding == 0;

    /// <summary>Numbers in a row that tell its task: the one-hot's, or the embedding's.</summary>
    internal int TaskColumns => OneHot ? Tasks : EmbeddingSize;

    /// <summary>Temperatures that are learned.</summary>
    internal int Temperatures => TemperatureShared ? 1 : Tasks;

    /// <summary>How rewards are normalised, or null where they are not.</summary>
    internal RewardNormalisation? Normalisation => ReturnLimit is { } limit ? new(Gamma, TargetEntropy, limit) : null;

    /// <summary>Refuses what no agent can be built from.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Actor.Validate("actor");
        Critic.Validate("critic");
        ActorTreatments.Validate("actor", Actor);
        CriticTreatments.Validate("critic", Critic);
        Categorical?.Validate();
        GradNorm.Validate();
        foreach (var (optimisation, owner) in new[] { (ActorOptimisation, "actor"), (CriticOptimisation, "critic") })
            if (!Enum.IsDefined(optimisation)) throw new ArgumentException($"{owner}: there is no optimisation {(int)optimisation}");
        if (!Enum.IsDefined(Matmul)) throw new ArgumentException($"matmul {Matmul} is none of {string.Join(", ", Enum.GetNames<MatmulPrecision>())}");
        Positive(Tasks, "tasks");
        Positive(ObservationSize, "observation size");
        Positive(ActionSize, "action size");
        Positive(Critics, "critics");
        Positive(BatchPerTask, "batch per task");
        Within(Gamma, 0, 1, "gamma");
        Within(Tau, 0, 1, "tau");
        Within(AdamBeta1, 0, 1, "Adam's beta 1");
        Within(TemperatureBeta1, 0, 1, "the temperatures' beta 1");
        Within(AdamBeta2, 0, 1, "Adam's beta 2");
        foreach (var (value, name) in new[]
        {
            (ActorLearningRate, "actor learning rate"), (CriticLearningRate, "critic learning rate"),
            (TemperatureLearningRate, "temperature learning rate"), (AdamEpsilon, "Adam's epsilon"),
            (GradientClip, "gradient clip"), (WeightDecay, "weight decay"),
        })
            Within(value, 0, double.MaxValue, name);
        if (!(InitialTemperature > 0)) throw new ArgumentException($"initial temperature must be above 0, not {InitialTemperature}");
        Refuse(TaskEmbedding < 0, $"the task embedding's size must be at least 1, or 0 for the one-hot, not {TaskEmbedding}");
        foreach (var (network, name) in new[] { (Actor, "actor"), (Critic, "critic") })
        {
            Refuse(
                !OneHot && !NetworkSettings.WithoutOneHot.Contains(network.Architecture),
                $"{name}: {network.Architecture} needs the one-hot; a task embedding is for {string.Join(", ", NetworkSettings.WithoutOneHot)}");
        }

        Refuse(TaskWeights && TemperatureShared, "task weights come from the tasks' own temperatures: they cannot share one");
        Normalisation?.Validate();
        if (!(LogStdMin < LogStdMax)) throw new ArgumentException($"log std must lie in a range, not [{LogStdMin}, {LogStdMax}]");
    }

    private static void Refuse(bool wrong, string why)
    {
        if (wrong) throw new ArgumentException(why);
    }

    private static void Positive(int value, string name)
    {
        if (value < 1) throw new ArgumentException($"{name} must be at least 1, not {value}");
    }

    private static void Within(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high)) throw new ArgumentException($"{name} must lie in [{low}, {high}], not {value}");
    }
}
