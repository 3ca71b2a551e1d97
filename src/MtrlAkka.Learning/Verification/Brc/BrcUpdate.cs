namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>One update of BRC or several: from given networks, optimisers, batches and noise, and where the file has it the rewards' normalisation.</summary>
internal sealed class BrcUpdate : GoldenKind
{
    private const string Raw = "batch/rewards_raw";

    /// <inheritdoc/>
    public override string Name => "update, BRC";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Config.Has("critic_depth_blocks") && file.HasAny("before/opt/") && file.HasAny("after/opt/");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var batch = new BrcBatch(file);
        var settings = BrcSettings.Agent(file.Config, batch.Rows, file.Has(Raw));
        var parameters = new BrcParameters(file);
        using var agent = new MultiTaskSac(settings, 1, machine.Device, machine.Type, machine.Kernels);
        Load(file, agent, parameters);
        var extents = settings.Normalisation is { } normalisation ? new BrcExtents(file, normalisation, comparison) : null;
        using var parts = new BrcUpdateParts(file, batch, machine, agent);
        var transitions = new TransitionBatch(settings);
        for (int step = 0; step < batch.Steps; step++)
        {
            parts.Before(step);
            batch.Fill(transitions, step, extents is null ? "batch/rewards" : Raw);
            agent.Batch.Fill(transitions, batch.Of("eps/next", step).ToFloats(), batch.Of("eps/actor", step).ToFloats());
            using (var oneHot = batch.OneHot(machine, step)) agent.Batch.OneHot.Tensor.copy_(oneHot.Tensor);
            extents?.Tell(agent);
            agent.UpdateFilled();
            if (extents is not null) comparison.Add("normalised rewards", GoldenMachine.Values(agent.Batch.Rewards.Tensor), batch.Of("batch/rewards", step));
            parts.After(step, comparison);
        }

        CompareAfter(file, agent, parameters, comparison);
    }

    private static void Load(GoldenFile file, MultiTaskSac agent, BrcParameters parameters)
    {
        int[] counts = [.. Optimizers(agent).Select(part => file[$"before/opt/{part.Network}/count"].ToInts()[0])];
        if (counts.Distinct().Count() > 1) throw new InvalidDataException("its optimisers have made different numbers of steps, and an agent here counts them once");
        agent.Load([.. agent.Save().Where(static array => array.Name != UpdateCount.Name), UpdateCount.Encode(counts[0])]);
        foreach (var (network, vector) in Vectors(agent)) parameters.Load($"before/{network}", vector);
        foreach (var (network, optimizer) in Optimizers(agent))
        {
            parameters.Load($"before/opt/{network}/mu", optimizer.Mean);
            parameters.Load($"before/opt/{network}/nu", optimizer.Square);
        }
    }

    private static void CompareAfter(GoldenFile file, MultiTaskSac agent, BrcParameters parameters, GoldenComparison comparison)
    {
        foreach (var (network, vector) in Vectors(agent))
            parameters.Compare($"after/{network}", vector, "parameters after", comparison, file.NativeDifference($"params_{network}"));
        foreach (var (network, optimizer) in Optimizers(agent))
        {
            parameters.Compare($"after/opt/{network}/mu", optimizer.Mean, "Adam's moments", comparison);
            parameters.Compare($"after/opt/{network}/nu", optimizer.Square, "Adam's moments", comparison);
            comparison.Add("Adam's steps", [agent.Updates], file[$"after/opt/{network}/count"]);
            if (file.HasAny("grad/")) parameters.Compare($"grad/{network}", optimizer.Gradient, "gradients", comparison);
        }
    }

    private static IEnumerable<(string Network, FlatParameters Vector)> Vectors(MultiTaskSac agent)
    {
        yield return ("actor", agent.ActorParameters);
        yield return ("critic", agent.CriticParameters);
        yield return ("target", agent.TargetParameters);
        yield return ("temp", agent.LogTemperatures);
        if (agent.Embedding is not { } embedding) yield break;
        yield return ("critic", embedding.Table);
        yield return ("target", embedding.Target);
    }

    private static IEnumerable<(string Network, AdamOptimizer Optimizer)> Optimizers(MultiTaskSac agent)
    {
        yield return ("actor", agent.ActorOptimizer);
        yield return ("critic", agent.CriticOptimizer);
        yield return ("temp", agent.TemperatureOptimizer);
        if (agent.Embedding?.Optimizer is { } embedding) yield return ("critic", embedding);
    }
}
