using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// BRC's normalisation of rewards (arXiv 2505.23150), which brings the soft returns of every task into the support of a
/// categorical critic: r / divisor, with divisor = (extent - α H target entropy / 2) / limit, where extent is the largest absolute return
/// of the task (<see cref="ReturnRange.Extent"/>), α its temperature and H = 1 / (1 - γ). The second term stands for the return of the
/// entropy; it is the one of the authors' code. (Where the paper is said to have each task's own entropy, the code has half its target.)
/// A task without an ended episode has an infinite divisor: its rewards are 0. Stored rewards stay raw.
/// </summary>
/// <param name="Gamma">Discount, in [0, 1).</param>
/// <param name="TargetEntropy">Of the temperatures, in nats; BRC has -actions / 2.</param>
/// <param name="Limit">Of the support, above 0.</param>
public sealed record RewardNormalisation(double Gamma, double TargetEntropy, double Limit)
{
    /// <summary>What the rewards of a task are divided by.</summary>
    /// <param name="extent">The task's largest absolute return.</param>
    /// <param name="temperature">The task's temperature.</param>
    public double Divisor(double extent, double temperature) => (extent + (temperature * EntropyReturn)) / Limit;

    /// <summary>Divides rewards on their device, each task's by its divisor at the temperatures of the moment.</summary>
    /// <param name="rewards">[1, rows, 1], grouped by task; updated.</param>
    /// <param name="extents">[1, 1, tasks].</param>
    /// <param name="logAlpha">[1, 1, tasks], or [1, 1, 1] where tasks share one.</param>
    internal void Apply(Matrix rewards, Matrix extents, Matrix logAlpha)
    {
        using var scope = NewDisposeScope();
        var divisor = logAlpha.Tensor.exp().mul_(EntropyReturn).add(extents.Tensor).div_(Limit);
        rewards.Tensor.view(extents.Columns, -1).div_(divisor.view(-1, 1));
    }

    private double EntropyReturn => -TargetEntropy / 2 / (1 - Gamma);
}
