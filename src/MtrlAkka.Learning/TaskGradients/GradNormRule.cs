using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// GradNorm (Chen et al., arXiv 1711.02257): the loss is the mean over tasks of w_i L_i, with weights learned so that the norms of the weighted
/// gradients at the last shared layer (<see cref="INetwork.SharedLayer"/>; of all critics together) come to their mean times r_i^α, r_i the rate at which task
/// i's loss falls compared with the others. Weights of 1 give the plain gradient. They are updated first, then used.
/// The critics' losses are at least 0, so r_i is as in the paper. The actor's is not a measure of how much a task has learned:
/// E[α log π - Q] falls with the values that the critics come to know and has either sign, so its share of the first loss may be
/// negative (to a power that is no number) or a division by almost nothing. For the actor r_i is 1 therefore, which is the paper's α = 0: all its
/// tasks' gradients are to have one norm.
/// </summary>
internal sealed class GradNormRule : TaskRule
{
    private readonly TaskGradientKernels _kernels;
    private readonly Balancing _balancing;
    private readonly double _factor;
    private readonly FlatParameters? _mask;

    /// <param name="settings">All settings.</param>
    /// <param name="actor">Whether it is the actor's, and not the critics'.</param>
    /// <param name="network">Its network.</param>
    /// <param name="kernels">The device's kernels.</param>
    /// <param name="mask">See <see cref="TaskRule.Create"/>.</param>
    /// <param name="like">A tensor of the type, on the device.</param>
    public GradNormRule(SacSettings settings, bool actor, INetwork network, TaskGradientKernels kernels, FlatParameters? mask, Tensor like)
    {
        var faults = settings.Faults;
        (_kernels, _mask) = (kernels, mask);
        _balancing = new Balancing(
            settings.GradNorm.Asymmetry,
            new AdamSettings(settings.GradNorm.LearningRate, settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, 0, 0), faults.GradNormTargetsMove);
        _factor = faults.GradNorm ? settings.Tasks : 1;
        Gradients = new TaskGradients(network.Layout, faults.GradNorm ? null : network.SharedLayer, settings.Tasks, like.dtype, like.device);
        Losses = actor ? null : Matrix.Zeros(1, 1, settings.Tasks, like.dtype, like.device);
        State = new GradNormState(settings.Tasks, Losses is not null, like.dtype, like.device);
    }

    /// <inheritdoc/>
    public override TaskGradients Gradients { get; }

    /// <inheritdoc/>
    public override Matrix? Losses { get; }

    /// <inheritdoc/>
    public override GradNormState State { get; }

    /// <inheritdoc/>
    public override void Run(INetworkPass pass, FlatParameters gradient, long update, Matrix metrics, bool input)
    {
        pass.BackwardTasks();
        if (_mask is not null) _kernels.Mask(Gradients, _mask);
        _kernels.Balance(Gradients, Losses, State, _balancing, update);
        // The gradient of weighted losses is linear in the output's gradient, so one more backward is all it takes.
        _kernels.Weigh(pass.OutputGradient, State.Weights, _factor);
        pass.Backward(parameters: true, input);
    }
}
