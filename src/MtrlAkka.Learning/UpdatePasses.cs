using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>An agent's part of what the passes of an update give and take; policies' [1, rows, …], critics' [critics, rows, …].</summary>
/// <param name="NextPolicy">The policy's output at the next observations.</param>
/// <param name="TargetCritic">The target critics' output at the next observations and actions.</param>
/// <param name="Critic">The critics' output, first at the batch's actions, then at the policy's.</param>
/// <param name="CriticGradient">With respect to <paramref name="Critic"/>.</param>
/// <param name="Policy">The policy's output at the batch's observations.</param>
/// <param name="PolicyGradient">With respect to <paramref name="Policy"/>.</param>
/// <param name="ActionGradient">With respect to the policy's actions, through each critic.</param>
/// <param name="EmbeddingGradient">With respect to the task embedding's columns of the critics' input; null where there are none.</param>
internal sealed record UpdateViews(
    Matrix NextPolicy, Matrix TargetCritic, Matrix Critic, Matrix CriticGradient, Matrix Policy, Matrix PolicyGradient, Matrix ActionGradient,
    Matrix? EmbeddingGradient) : IDisposable
{
    /// <summary>Columns of the gradient with respect to the critics' input: all of it for an embedding, else the actions', which come first.</summary>
    public static int InputColumns(SacSettings settings, Matrix input) => settings.EmbeddingSize > 0 ? input.Columns : settings.ActionSize;

    /// <summary>Takes the parts of the gradient with respect to the critics' input.</summary>
    public static (Matrix Actions, Matrix? Embedding) OfInput(SacSettings settings, Matrix gradient)
    {
        int embedding = settings.EmbeddingSize;
        return (gradient.SelectColumns(0, settings.ActionSize), embedding > 0 ? gradient.SelectColumns(gradient.Columns - embedding, embedding) : null);
    }

    /// <summary>Lets go of the gradients' views.</summary>
    public void Dispose()
    {
        ActionGradient.Dispose();
        EmbeddingGradient?.Dispose();
    }
}

/// <summary>
/// The networks' passes of an update, of one agent or of several at once, and the order of its phases: each pass is one
/// computation for all agents, and between passes each agent has its own arithmetic.
/// </summary>
internal sealed class UpdatePasses : IDisposable
{
    private readonly INetworkPass _nextPolicy, _policy;
    private readonly INetworkPass[] _targetCritics, _critics;
    private readonly UpdateViews[] _views;
    private readonly IDisposable[] _owned;

    /// <summary>Takes over passes and memory.</summary>
    /// <param name="nextPolicy">Of the actors at next observations.</param>
    /// <param name="targetCritics">Of the target critics, with gradient neither of parameters nor of inputs.</param>
    /// <param name="critics">Of the critics, with both.</param>
    /// <param name="policy">Of the actors, with the parameters' gradient.</param>
    /// <param name="views">Each agent's.</param>
    /// <param name="owned">Disposed with the passes.</param>
    public UpdatePasses(
        INetworkPass nextPolicy, INetworkPass[] targetCritics, INetworkPass[] critics, INetworkPass policy, UpdateViews[] views, IDisposable[] owned) =>
        (_nextPolicy, _targetCritics, _critics, _policy, _views, _owned) = (nextPolicy, targetCritics, critics, policy, views, owned);

    /// <summary>Those of one agent; its critics are one ensemble in one pass.</summary>
    public static UpdatePasses Alone(MultiTaskSac agent)
    {
        var (settings, batch, (actor, critic)) = (agent.Settings, agent.Batch, agent.Networks);
        var input = batch.Input.Tensor;
        var inputGradient = Matrix.Zeros(settings.Critics, settings.BatchSize, UpdateViews.InputColumns(settings, batch.Input), input.dtype, input.device);
        var nextPolicy = actor.Bind(agent.ActorParameters, settings.Faults.NextActionsAtObservations ? batch.State : batch.NextState, null, null);
        var targets = critic.Bind(agent.TargetParameters, batch.NextInput, null, null);
        var critics = critic.Bind(agent.CriticParameters, batch.Input, agent.CriticOptimizer.Gradient, inputGradient, null, agent.CriticRule.Gradients);
        var policy = actor.Bind(agent.ActorParameters, batch.State, agent.ActorOptimizer.Gradient, null, null, agent.ActorRule.Gradients);
        var (actions, embedding) = UpdateViews.OfInput(settings, inputGradient);
        var views = new UpdateViews(
            nextPolicy.Output, targets.Output, critics.Output, critics.OutputGradient, policy.Output, policy.OutputGradient, actions, embedding);
        return new UpdatePasses(nextPolicy, [targets], [critics], policy, [views], [inputGradient]);
    }

    /// <summary>One update of agents whose batches are filled.</summary>
    /// <param name="agents">By their places; null for one that does not take part and stays as it is.</param>
    public void Run(ReadOnlySpan<MultiTaskSac?> agents)
    {
        using var grad = no_grad();
        // Agents that are computed together have the plain rule, of which one is as good as another.
        MultiTaskSac? first = null;
        foreach (var agent in agents)
        {
            agent?.Begin();
            first ??= agent;
        }

        if (first is null) return;
        _nextPolicy.Forward();
        for (int i = 0; i < agents.Length; i++) agents[i]?.SampleNext(_views[i]);
        foreach (var pass in _targetCritics) pass.Forward();
        foreach (var pass in _critics) pass.Forward();
        for (int i = 0; i < agents.Length; i++) agents[i]?.CriticLoss(_views[i]);
        foreach (var pass in _critics) first.CriticBackward(pass);
        for (int i = 0; i < agents.Length; i++) agents[i]?.StepCritics(_views[i]);
        _policy.Forward();
        for (int i = 0; i < agents.Length; i++) agents[i]?.Sample(_views[i]);
        foreach (var pass in _critics) pass.Forward();
        for (int i = 0; i < agents.Length; i++) agents[i]?.ActorLoss(_views[i]);
        foreach (var pass in _critics) pass.Backward(parameters: false, input: true);
        for (int i = 0; i < agents.Length; i++) agents[i]?.SampleBackward(_views[i]);
        first.ActorBackward(_policy);
        foreach (var agent in agents) agent?.StepActor();
        _policy.AfterStep();
        foreach (var pass in _critics) pass.AfterStep();
        // Treatments look into passes: an agent that has any is never one of several.
        foreach (var agent in agents) agent?.Treat(_policy, _critics[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_nextPolicy, .. _targetCritics, .. _critics, _policy, .. _views, .. _owned]) part.Dispose();
    }
}
