namespace MtrlAkka.Learning;

/// <summary>Settings of GradNorm (Chen et al., arXiv 1711.02257).</summary>
/// <param name="Asymmetry">
/// The paper's α, at least 0: how strongly tasks that learn slower than the others are given larger gradients; 0 makes all norms equal.
/// Of the critics only, see <see cref="GradNormRule"/>.
/// </param>
/// <param name="LearningRate">Adam's step size of the tasks' weights, at least 0.</param>
public sealed record GradNormSettings(double Asymmetry = 0.12, double LearningRate = 3e-4)
{
    /// <summary>Refuses what no weights can be learned with.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(Asymmetry >= 0 && double.IsFinite(Asymmetry))) throw new ArgumentException($"GradNorm's asymmetry must be at least 0, not {Asymmetry}");
        if (!(LearningRate >= 0 && double.IsFinite(LearningRate))) throw new ArgumentException($"GradNorm's learning rate must be at least 0, not {LearningRate}");
    }
}
