namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>BRC's networks in the sizes of a golden file. Rows end in the task's embedding, so all of them are one group.</summary>
internal sealed class BrcNetworks
{
    private static readonly double Gain = Math.Sqrt(2);

    /// <summary>Reads the sizes.</summary>
    /// <exception cref="InvalidDataException">One is missing.</exception>
    public BrcNetworks(GoldenConfig config)
    {
        (Tasks, Observations, Actions) = (config.Count("num_tasks"), config.Count("obs_dim"), config.Count("action_dim"));
        Embedding = config.Count("embedding_size", 0);
        ActorDepth = config.Count("actor_depth_blocks");
        Bounds = (config.Number("log_std_min"), config.Number("log_std_max"));
        Support = new CategoricalSupport(config.Count("num_bins"), config.Number("v_max"));
        Actor = Network(config, "actor", Observations, new GaussianHead(Actions, Bounds, Gain), 1, 1);
        ActingActor = Network(config, "actor", Observations, new GaussianHead(Actions, Bounds, Gain), 1, Tasks);
        Critic = Network(config, "critic", Actions + Observations, new ValueHead(Support.Bins, Gain), config.Count("ensemble"), 1);
        Table = TaskEmbedding.Layout(Tasks, Math.Max(1, Embedding));
    }

    /// <summary>Number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>Numbers in an observation.</summary>
    public int Observations { get; }

    /// <summary>Numbers in an action.</summary>
    public int Actions { get; }

    /// <summary>Numbers in a task's embedding; 0 for none.</summary>
    public int Embedding { get; }

    /// <summary>Whether rows end in an embedding.</summary>
    public bool HasEmbedding => Embedding > 0;

    /// <summary>Blocks of the actor.</summary>
    public int ActorDepth { get; }

    /// <summary>Range of the log standard deviation.</summary>
    public (double Low, double High) Bounds { get; }

    /// <summary>Values of the critics' bins.</summary>
    public CategoricalSupport Support { get; }

    /// <summary>Observation and embedding to mean and log standard deviation.</summary>
    public BroNetwork Actor { get; }

    /// <summary>The actor for acting, which is told the task of each row.</summary>
    public BroNetwork ActingActor { get; }

    /// <summary>Action, observation and embedding to logits.</summary>
    public BroNetwork Critic { get; }

    /// <summary>Layout of the embeddings.</summary>
    public ParameterLayout Table { get; }

    /// <summary>What the bins stand for.</summary>
    public static double[] Values(CategoricalSupport support) =>
        [.. Enumerable.Range(0, support.Bins).Select(bin => (bin * support.Spacing) - support.Limit)];

    private BroNetwork Network(GoldenConfig config, string name, int inputs, NetworkHead head, int members, int groups) => new(
        new NetworkSettings { Width = config.Count($"{name}_width"), Depth = config.Count($"{name}_depth_blocks") },
        new NetworkShape(inputs + Embedding + groups, head.Outputs, groups, members, 0), head, oneHot: false);
}
