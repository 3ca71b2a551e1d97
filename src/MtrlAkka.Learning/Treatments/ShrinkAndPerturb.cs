using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Shrink and perturb (Ash and Adams, arXiv 1910.08475) in the form that deep reinforcement learning uses it in (BBF,
/// Schwarzer et al., arXiv 2305.19452): θ ← λ θ + (1 - λ) φ, where φ is a fresh network. Scales of norms so move towards 1,
/// where noise around a shrunken one would leave them small. A target moves towards the same φ. Adam's moments stay.
/// </summary>
internal sealed class ShrinkAndPerturb(ShrinkAndPerturbSettings settings, INetwork network, CounterRandom random)
{
    /// <summary>Whether there is one after an update.</summary>
    public bool IsDue(long update) => Treatment.IsDue(update, settings.Interval);

    /// <summary>Moves the parameters, and those of a target.</summary>
    /// <param name="update">Number of the update; the step of what is drawn.</param>
    /// <param name="parameters">The network's.</param>
    /// <param name="target">A target's, or null.</param>
    public void Apply(long update, FlatParameters parameters, FlatParameters? target)
    {
        using var scope = NewDisposeScope();
        var values = parameters.Vector.Tensor;
        using var fresh = new FlatParameters(network.Layout, values.dtype, values.device);
        fresh.Start(random, update);
        parameters.Trained.Tensor.mul_(settings.Keep).add_(fresh.Trained.Tensor, alpha: 1 - settings.Keep);
        target?.Trained.Tensor.mul_(settings.Keep).add_(fresh.Trained.Tensor, alpha: 1 - settings.Keep);
    }
}
