namespace MtrlAkka.Learning;

/// <summary>
/// BRC's normalisation of rewards (arXiv 2505.23150), which brings the soft returns of every task into the support of a
/// categorical critic: r / divisor, with divisor = (extent - α H target entropy / 2) / limit, where extent is the largest absolute return
/// of the task (<see cref="ReturnRange.Extent"/>), α its temperature and H = 1 / (1 - γ). The second term stands for the return of the
/// entropy; it is the one of the authors' code. (Where the paper is said to have each task's own entropy, the code has half its target.)
/// A task without an ended episode has an infinite divisor: its rewards are 0. Stored rewards stay raw.
/// </summary>
/// <param name="Gamma">Discount, in [0, 1).</param>
/// <param name="TargetEntropy">Of the temperatures, in nats, below 0; BRC has -actions / 2.</param>
/// <param name="Limit">Of the support, above 0.</param>
public sealed record RewardNormalisation(double Gamma, double TargetEntropy, double Limit)
{
    /// <summary>What the rewards of a task are divided by.</summary>
    /// <param name="extent">The task's largest absolute return.</param>
    /// <param name="temperature">The task's temperature.</param>
    public double Divisor(double extent, double temperature) => (extent + (temperature * EntropyReturn)) / Limit;

    /// <summary>What the entropy of a task returns at a temperature of 1.</summary>
    public double EntropyReturn => -TargetEntropy / 2 / (1 - Gamma);

    /// <summary>Refuses what gives no divisor.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(Gamma is >= 0 and < 1)) throw new ArgumentException($"return normalisation needs a gamma in [0, 1), not {Gamma}");
        if (!(TargetEntropy < 0)) throw new ArgumentException($"return normalisation needs a target entropy below 0, not {TargetEntropy}");
        if (!(Limit > 0)) throw new ArgumentException($"the limit of returns must be above 0, not {Limit}");
    }
}
