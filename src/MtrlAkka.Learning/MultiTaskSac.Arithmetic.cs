using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <content>What an update computes of one agent between its networks' passes; <see cref="UpdatePasses.Run"/> has the order.</content>
public sealed partial class MultiTaskSac
{
    private (double Low, double High) Bounds => (_settings.LogStdMin, _settings.LogStdMax);

    private Matrix? ActorTaskWeights => _settings.Faults.UnweightedActor ? null : _taskWeights;

    /// <summary>Takes a batch to the device, with the noise of an update and PCGrad's orders.</summary>
    internal void Fill(TransitionBatch batch, ulong updateIndex)
    {
        new CounterRandom(_seed, LearnerStreams.NextActionNoise).Normal(_nextNoise, updateIndex);
        new CounterRandom(_seed, LearnerStreams.ActionNoise).Normal(_noise, updateIndex);
        if (_order.Length > 0)
        {
            TaskOrder.Draw(_order.AsSpan(0, _order.Length / 2), _settings.Tasks, new CounterRandom(_seed, LearnerStreams.CriticTaskOrder), updateIndex);
            TaskOrder.Draw(_order.AsSpan(_order.Length / 2), _settings.Tasks, new CounterRandom(_seed, LearnerStreams.ActorTaskOrder), updateIndex);
        }

        _batch.Fill(batch, _nextNoise, _noise, _order);
    }

    /// <summary>Counts the update; normalises rewards and weighs the tasks by the temperatures before it, and embeds the tasks.</summary>
    internal void Begin()
    {
        _updates++;
        _updatesInMetrics++;
        if (_normalisation is not null) _kernels.Tasks.Normalise(_normalisation, _batch.OneHot, _batch.ReturnExtents, _temperatures, _batch.Rewards);
        _embedding?.Write();
        _embedding?.WriteNext();
        if (_taskWeights is not null) _kernels.Sac.TaskWeights(_temperatures, _taskWeights);
    }

    /// <summary>The policy's actions at the next observations, for the critics' target, which embeds the tasks in its own way.</summary>
    internal void SampleNext(UpdateViews views)
    {
        _kernels.Sac.Sample(views.NextPolicy, _batch.NextNoise, _batch.NextAction, _nextLogProbability, Bounds);
        _embedding?.WriteTarget();
    }

    /// <summary>The critics' loss and its gradient.</summary>
    internal void CriticLoss(UpdateViews views)
    {
        if (_categorical is var (kernels, target))
        {
            kernels.Target(
                views.TargetCritic, _nextLogProbability, _batch.Rewards, _batch.Terminated, _temperatures, _settings.Gamma,
                _settings.RewardScale, target);
            kernels.CriticLoss(views.Critic, target, _taskWeights, views.CriticGradient, _metrics, _criticRule.Losses);
        }
        else
        {
            _kernels.Sac.CriticLoss(
                views.Critic, views.TargetCritic, _nextLogProbability, _batch.Rewards, _batch.Terminated, _temperatures, _taskWeights,
                _settings.Gamma, _settings.RewardScale, views.CriticGradient, _metrics, _criticRule.Losses);
        }
    }

    /// <summary>The critics' gradient, and that of their embedding, from the loss's with respect to their output.</summary>
    internal void CriticBackward(INetworkPass critic) => _criticRule.Run(critic, _criticOptimizer.Gradient, _updates, _metrics, input: _embedding is not null);

    /// <summary>Critics with their embedding, and with them the target's average.</summary>
    internal void StepCritics(UpdateViews views)
    {
        _criticOptimizer.Step(_updates, _target, _settings.Tau, _metrics, Metric.CriticGradientNorm);
        if (views.EmbeddingGradient is { } gradient) _embedding!.Step(gradient, _updates, _settings.Tau, _metrics);
    }

    /// <summary>The policy's actions at the batch's observations. The batch's own are not needed any more: these take their columns.</summary>
    internal void Sample(UpdateViews views) =>
        _kernels.Sac.Sample(views.Policy, _batch.Noise, _batch.Action, _logProbability, Bounds);

    /// <summary>The actor's loss and its gradient with respect to the critics' output.</summary>
    internal void ActorLoss(UpdateViews views)
    {
        if (_categorical is var (kernels, _))
            kernels.ActorLoss(views.Critic, _logProbability, _temperatures, ActorTaskWeights, views.CriticGradient, _metrics);
        else
            _kernels.Sac.ActorLoss(views.Critic, _logProbability, _temperatures, ActorTaskWeights, views.CriticGradient, _metrics);
    }

    /// <summary>The actor loss's gradient with respect to the policy's output, from that with respect to the actions.</summary>
    internal void SampleBackward(UpdateViews views) => _kernels.Sac.SampleBackward(
        views.Policy, _batch.Noise, views.ActionGradient, _temperatures, ActorTaskWeights, Bounds, views.PolicyGradient);

    /// <summary>The actor's gradient, from the loss's with respect to its output.</summary>
    internal void ActorBackward(INetworkPass policy) => _actorRule.Run(policy, _actorOptimizer.Gradient, _updates, _metrics, input: false);

    /// <summary>The actor, and last the temperatures by their own loss: everything before used the old ones.</summary>
    internal void StepActor()
    {
        _actorOptimizer.Step(_updates, null, 0, _metrics, Metric.ActorGradientNorm);
        _kernels.Sac.TemperatureLoss(_settings.TemperatureLoss, _logProbability, _temperatures, _settings.TargetEntropy, _temperatureGradient, _metrics);
        _temperatureOptimizer.Step(_updates, null, 0, _metrics, -1);
    }

    /// <summary>What is due against loss of plasticity, by the activations of the last forwards.</summary>
    internal void Treat(INetworkPass policy, INetworkPass critic)
    {
        _actorTreatment?.After(_updates, policy);
        _criticTreatment?.After(_updates, critic);
    }
}
