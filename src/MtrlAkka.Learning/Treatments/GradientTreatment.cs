namespace MtrlAkka.Learning;

/// <summary>
/// What becomes of a gradient before it is clipped: the part of L2 towards the start, 2 λ (θ - θ₀), is added, and what has no
/// connection is taken out.
/// </summary>
/// <param name="strength">λ; 0: no L2.</param>
/// <param name="start">θ₀, or null without L2.</param>
/// <param name="mask">1 where there is a connection, else 0; null for a dense network.</param>
internal sealed class GradientTreatment(double strength, FlatParameters? start, FlatParameters? mask)
{
    /// <summary>Changes the gradient in place.</summary>
    public void Apply(OptimizerKernels kernels, FlatParameters parameters, FlatParameters gradient)
    {
        if (start is not null) kernels.Pull(gradient.Trained, parameters.Trained, start.Trained, 2 * strength);
        if (mask is not null) kernels.Multiply(gradient.Trained, mask.Trained);
    }
}
