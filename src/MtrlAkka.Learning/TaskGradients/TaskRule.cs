using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>How a network's gradient comes from the losses of its tasks; one for the actor, one for all critics together.</summary>
internal abstract class TaskRule : IDisposable
{
    /// <summary>What the network's pass must be bound with; null where it needs no gradients of tasks.</summary>
    public virtual TaskGradients? Gradients => null;

    /// <summary>[1, 1, tasks], where the losses of tasks are to be put before <see cref="Run"/>; null where nobody asks for them.</summary>
    public virtual Matrix? Losses => null;

    /// <summary>What decides the future; null where nothing does.</summary>
    public virtual GradNormState? State => null;

    /// <summary>The rule of the settings.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="actor">Whether it is the actor's, and not the critics'.</param>
    /// <param name="network">Its network.</param>
    /// <param name="kernels">The device's kernels.</param>
    /// <param name="order">The batch's orders of tasks, for PCGrad.</param>
    /// <param name="mask">1 where the network has a connection, else 0; null for a dense network. What is no connection has no gradient.</param>
    /// <param name="like">A tensor of the type, on the device.</param>
    public static TaskRule Create(
        SacSettings settings, bool actor, INetwork network, TaskGradientKernels kernels, Matrix? order, FlatParameters? mask, Tensor like) =>
        (actor ? settings.ActorOptimisation : settings.CriticOptimisation) switch
        {
            TaskOptimisation.PcGrad => new PcGradRule(settings, actor, network, kernels, order!, mask, like),
            TaskOptimisation.GradNorm => new GradNormRule(settings, actor, network, kernels, mask, like),
            _ => new PlainRule(),
        };

    /// <summary>Fills the gradients that the pass was bound with, from the output's gradient of the tasks' mean loss.</summary>
    /// <param name="pass">After its forward.</param>
    /// <param name="gradient">The parameters' gradient that the pass was bound with.</param>
    /// <param name="update">Number of this update, from 1.</param>
    /// <param name="metrics">Sums on the device.</param>
    /// <param name="input">Whether to fill the input's gradient too.</param>
    public abstract void Run(INetworkPass pass, FlatParameters gradient, long update, Matrix metrics, bool input);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Gradients?.Dispose();
        Losses?.Dispose();
        State?.Dispose();
    }
}
