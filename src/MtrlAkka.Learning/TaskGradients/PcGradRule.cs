using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// PCGrad (Yu et al., arXiv 2001.06782): gradients of tasks over all parameters of a network, of all critics together, are
/// projected so that none goes against another's original, in random orders, and summed. Where no two conflict the sum is as
/// many times the plain gradient as there are tasks, which Adam does not see but the clipping does. The input's gradient, which a task
/// embedding learns from, is the plain one: a task's vector is its own, so that no other task's gradient conflicts with it.
/// </summary>
internal sealed class PcGradRule : TaskRule
{
    private const double ReferenceEpsilon = 1e-8;

    private readonly TaskGradientKernels _kernels;
    private readonly Projection _projection;
    private readonly Matrix _order;
    private readonly FlatParameters? _mask;
    private readonly int _place;

    /// <param name="settings">All settings.</param>
    /// <param name="actor">Whether it is the actor's, and not the critics'.</param>
    /// <param name="network">Its network.</param>
    /// <param name="kernels">The device's kernels.</param>
    /// <param name="order">[1, 2 · tasks, tasks]: the critics' orders, the actor's.</param>
    /// <param name="mask">See <see cref="TaskRule.Create"/>.</param>
    /// <param name="like">A tensor of the type, on the device.</param>
    public PcGradRule(
        SacSettings settings, bool actor, INetwork network, TaskGradientKernels kernels, Matrix order, FlatParameters? mask, Tensor like)
    {
        (_kernels, _mask) = (kernels, mask);
        _projection = settings.Faults.PcGrad ? new Projection(Self: true, ReferenceEpsilon, Mean: true) : new Projection();
        _order = new Matrix(order.Tensor.narrow(1, actor ? settings.Tasks : 0, settings.Tasks));
        _place = actor ? Metric.ActorConflicts : Metric.CriticConflicts;
        Gradients = new TaskGradients(network.Layout, null, settings.Tasks, like.dtype, like.device);
    }

    /// <inheritdoc/>
    public override TaskGradients Gradients { get; }

    /// <inheritdoc/>
    public override void Run(INetworkPass pass, FlatParameters gradient, long update, Matrix metrics, bool input)
    {
        if (input) pass.Backward(parameters: false, input: true);
        pass.BackwardTasks();
        if (_mask is not null) _kernels.Mask(Gradients, _mask);
        _kernels.Project(Gradients, _order, _projection, gradient.Trained, metrics, _place);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _order.Dispose();
        base.Dispose();
    }
}
