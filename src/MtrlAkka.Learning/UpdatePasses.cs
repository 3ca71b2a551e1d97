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
    Matrix? EmbeddingGradient);

/// <summary>The networks' passes of an update, and the order of its phases.</summary>
internal sealed class UpdatePasses : IDisposable
{
    private readonly INetworkPass _nextPolicy, _targetCritic, _critic, _policy;
    private readonly Matrix _inputGradient;
    private readonly UpdateViews _views;

    /// <summary>Takes over the passes, and the matrix that the critics' gradient with respect to their input goes to, or to its first columns, the actions.</summary>
    public UpdatePasses(
        INetworkPass nextPolicy, INetworkPass targetCritic, INetworkPass critic, INetworkPass policy, Matrix inputGradient, SacSettings settings)
    {
        (_nextPolicy, _targetCritic, _critic, _policy, _inputGradient) = (nextPolicy, targetCritic, critic, policy, inputGradient);
        int embedding = settings.EmbeddingSize;
        _views = new UpdateViews(
            nextPolicy.Output, targetCritic.Output, critic.Output, critic.OutputGradient, policy.Output, policy.OutputGradient,
            inputGradient.SelectColumns(0, settings.ActionSize), embedding > 0 ? inputGradient.SelectColumns(inputGradient.Columns - embedding, embedding) : null);
    }

    /// <summary>One update of an agent whose batch is filled.</summary>
    public void Run(MultiTaskSac agent)
    {
        using var grad = no_grad();
        agent.Begin();
        _nextPolicy.Forward();
        agent.SampleNext(_views);
        _targetCritic.Forward();
        _critic.Forward();
        agent.CriticLoss(_views);
        agent.CriticBackward(_critic);
        agent.StepCritics(_views);
        _policy.Forward();
        agent.Sample(_views);
        _critic.Forward();
        agent.ActorLoss(_views);
        _critic.Backward(parameters: false, input: true);
        agent.SampleBackward(_views);
        agent.ActorBackward(_policy);
        agent.StepActor();
        _policy.AfterStep();
        _critic.AfterStep();
        agent.Treat(_policy, _critic);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pass in new[] { _nextPolicy, _targetCritic, _critic, _policy }) pass.Dispose();
        foreach (var matrix in new[] { _views.ActionGradient, _views.EmbeddingGradient, _inputGradient }) matrix?.Dispose();
    }
}
