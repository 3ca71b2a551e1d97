namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>One update of multi-task SAC or several, from given networks, batches and noise.</summary>
internal sealed class PlainUpdate : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "update";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) =>
        file.Config.Has("network") && !file.Config.Has("multi_task_optimizer") && file.HasAny("before/alpha/") && file.HasAny("after/alpha/");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var batch = new UpdateBatch(file);
        var settings = batch.Settings;
        using var agent = new MultiTaskSac(settings, 1, machine.Device, machine.Type, machine.Kernels);
        foreach (var (network, shape, vector) in Vectors(agent, settings)) ReferenceParameters.Load(file, $"before/{network}/", shape, vector);
        using var parts = batch.Steps == 1 && file.HasAny("aux/") ? new UpdateParts(file, batch, machine) : null;
        parts?.Before(agent, comparison);
        var transitions = new TransitionBatch(settings);
        for (int step = 0; step < batch.Steps; step++)
        {
            batch.Fill(transitions, step);
            agent.Update(transitions, batch.Rows("eps/next", step, settings.ActionSize), batch.Rows("eps/actor", step, settings.ActionSize));
            var metrics = agent.ReadMetrics();
            CompareFigures(file, metrics, batch, step, comparison);
            CompareNorms(file, agent, metrics, batch, step, comparison);
        }

        parts?.After(agent, comparison);
        foreach (var (network, shape, vector) in Vectors(agent, settings))
            ReferenceParameters.Compare(file, $"after/{network}/", shape, vector, "parameters after", comparison);
        CompareOptimizers(file, agent, settings, comparison);
    }

    /// <summary>The agent's vectors by their names in the files.</summary>
    public static IEnumerable<(string Network, NetworkSettings Shape, FlatParameters Vector)> Vectors(MultiTaskSac agent, SacSettings settings) =>
    [
        ("actor", settings.Actor, agent.ActorParameters), ("critic", settings.Critic, agent.CriticParameters),
        ("target", settings.Critic, agent.TargetParameters), ("alpha", settings.Actor, agent.LogTemperatures),
    ];

    /// <summary>Compares gradients and moments that the file has of the last step.</summary>
    public static void CompareOptimizers(GoldenFile file, MultiTaskSac agent, SacSettings settings, GoldenComparison comparison)
    {
        foreach (var (network, shape, optimizer) in Optimizers(agent, settings))
        {
            void CompareWhereThere(string prefix, FlatParameters vector, string quantity)
            {
                if (file.HasAny(prefix)) ReferenceParameters.Compare(file, prefix, shape, vector, quantity, comparison);
            }

            CompareWhereThere($"grad/{network}/", optimizer.Gradient, "gradients");
            CompareWhereThere($"state/{network}/adam_mu/", optimizer.Mean, "Adam's moments");
            CompareWhereThere($"state/{network}/adam_nu/", optimizer.Square, "Adam's moments");
        }
    }

    /// <summary>Compares losses and norms of parameters that the file has of a step.</summary>
    public static void CompareFigures(GoldenFile file, UpdateMetrics metrics, UpdateBatch batch, int step, GoldenComparison comparison)
    {
        foreach (var (name, value) in new (string, double)[]
        {
            ("log/losses.qf_loss", metrics.CriticLoss), ("log/losses.qf_values", metrics.CriticValue), ("log/losses.actor_loss", metrics.ActorLoss),
            ("log/losses.alpha_loss", metrics.TemperatureLoss), ("log/alpha", metrics.Temperatures.Sum()),
            ("log/metrics.critic_params_norm", metrics.CriticParameterNorm), ("log/metrics.actor_params_norm", metrics.ActorParameterNorm),
        })
            if (file.Has(name)) comparison.AddFigures("logged figures", [value], batch.Of(name, step));
    }

    private static void CompareNorms(GoldenFile file, MultiTaskSac agent, UpdateMetrics metrics, UpdateBatch batch, int step, GoldenComparison comparison)
    {
        double temperature = Math.Sqrt(GoldenMachine.Values(agent.TemperatureOptimizer.Gradient.Vector.Tensor).Sum(static x => x * x));
        foreach (var (name, value) in new (string, double)[]
        {
            ("log/metrics.critic_grad_magnitude", metrics.CriticGradientNorm), ("log/metrics.actor_grad_magnitude", metrics.ActorGradientNorm),
            ("norm/critic", metrics.CriticGradientNorm), ("norm/actor", metrics.ActorGradientNorm), ("norm/alpha", temperature),
        })
            if (file.Has(name)) comparison.AddFigures("logged figures", [value], batch.Of(name, step));
    }

    private static IEnumerable<(string Network, NetworkSettings Shape, AdamOptimizer Optimizer)> Optimizers(MultiTaskSac agent, SacSettings settings) =>
    [
        ("actor", settings.Actor, agent.ActorOptimizer), ("critic", settings.Critic, agent.CriticOptimizer), ("alpha", settings.Actor, agent.TemperatureOptimizer),
    ];
}
