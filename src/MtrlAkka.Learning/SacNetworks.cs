namespace MtrlAkka.Learning;

/// <summary>The networks of an agent's settings.</summary>
internal static class SacNetworks
{
    // Output layers start small, so that first actions and values are near zero: the bounds of the reference implementation.
    private const double ActorHeadBound = 1e-3, CriticHeadBound = 3e-3;

    /// <summary>Observation and one-hot, or embedding, to mean and log std of each action.</summary>
    public static INetwork Actor(SacSettings settings, LayerKernels kernels) => Create(
        settings, settings.Actor,
        new NetworkShape(settings.ObservationSize + settings.EmbeddingSize + settings.Tasks, 2 * settings.ActionSize, settings.Tasks, 1, ActorHeadBound) { Matmul = settings.Matmul },
        gain => new GaussianHead(settings.ActionSize, (settings.LogStdMin, settings.LogStdMax), gain),
        kernels);

    /// <summary>Action, observation and one-hot, or embedding, to a value, or to the logits of a distribution over values.</summary>
    public static INetwork Critic(SacSettings settings, LayerKernels kernels) => Create(
        settings, settings.Critic,
        new NetworkShape(
            settings.ActionSize + settings.ObservationSize + settings.EmbeddingSize + settings.Tasks, CriticOutputs(settings), settings.Tasks,
            settings.Critics, CriticHeadBound)
        {
            Matmul = settings.Matmul,
        },
        gain => new ValueHead(CriticOutputs(settings), gain),
        kernels);

    private static int CriticOutputs(SacSettings settings) => settings.Categorical?.Bins ?? 1;

    // bro and simba have heads of their own, with their own gains; the others start theirs within the bound.
    private static INetwork Create(
        SacSettings sac, NetworkSettings settings, NetworkShape shape, Func<double, NetworkHead> head, LayerKernels kernels) => settings.Architecture switch
    {
        "soft-modules" => new SoftModulesNetwork(settings, shape),
        "paco" => new PacoNetwork(settings, shape),
        "care" => new CareNetwork(settings, shape),
        "film" => new FilmNetwork(settings, shape),
        "moore" => new MooreNetwork(settings, shape),
        "bro" => new BroNetwork(settings, shape, head(Math.Sqrt(2)), sac.OneHot),
        "simba" => new SimbaNetwork(settings, shape, head(1), sac.OneHot),
        _ => new DenseNetwork(
            settings, sac.OneHot ? shape.Inputs : shape.State, shape.Outputs, sac.OneHot ? shape.Tasks : 0, shape.Members, shape.HeadBound, kernels)
        {
            Matmul = shape.Matmul,
        },
    };
}
