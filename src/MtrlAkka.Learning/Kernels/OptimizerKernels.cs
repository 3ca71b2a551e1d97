namespace MtrlAkka.Learning;

/// <summary>
/// Adam (arXiv 1412.6980) on flat vectors, with global-norm clipping before it, decoupled weight decay (arXiv 1711.05101),
/// and the target's moving average after it.
/// </summary>
internal abstract class OptimizerKernels
{
    /// <summary>
    /// One step: the gradient's norm is added to <paramref name="metrics"/> at <paramref name="place"/>; a gradient of norm ≥ clip is
    /// scaled to it; moments, parameters, and with them target += tau (parameters - target), are updated in place.
    /// </summary>
    /// <param name="settings">Rates.</param>
    /// <param name="step">Number of this step, from 1; the bias correction's exponent.</param>
    /// <param name="parameters">Updated.</param>
    /// <param name="gradient">Read only.</param>
    /// <param name="mean">First moment.</param>
    /// <param name="square">Second moment.</param>
    /// <param name="target">Moving average, or null.</param>
    /// <param name="tau">Share of the new parameters in the average.</param>
    /// <param name="metrics">Sums on the device.</param>
    /// <param name="place">Place of the gradient's norm, or negative for none.</param>
    public abstract void Step(
        AdamSettings settings, long step, Matrix parameters, Matrix gradient, Matrix mean, Matrix square,
        Matrix? target, double tau, Matrix metrics, int place);

    /// <summary>gradient becomes gradient + factor (parameters - start), all [1, 1, length].</summary>
    public abstract void Pull(Matrix gradient, Matrix parameters, Matrix start, double factor);

    /// <summary>vector becomes vector × factors, both [1, 1, length].</summary>
    public abstract void Multiply(Matrix vector, Matrix factors);
}
