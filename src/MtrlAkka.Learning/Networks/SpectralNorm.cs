using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Spectral norm (Miyato et al., arXiv 1802.05957; in reinforcement learning Gogianu et al., arXiv 2105.05246): a layer
/// multiplies by W / σ, where σ estimates the largest singular value of its kernel W [in, out] from a vector u [in] that is
/// kept beside it, <c>LAYER/left_singular</c>: σ = |uᵀW| / |u|, never more than the true one. Gradients go through σ with u
/// held constant: dW = (G - ⟨G, W/σ⟩ û v̂ᵀ) / σ, where G is the gradient with respect to W / σ and v̂ = Wᵀû / σ. One step of
/// power iteration, u = W Wᵀ u at length 1, follows each step of the optimiser, some more a start. A target network has
/// the same average of the vectors as of the parameters.
/// </summary>
internal static class SpectralNorm
{
    /// <summary>Steps of power iteration behind a start.</summary>
    public const int StartIterations = 50;

    /// <summary>Name of a layer's vector.</summary>
    public static string VectorName(string layer) => $"{layer}/left_singular";

    /// <summary>The layer whose vector has a name.</summary>
    public static string LayerName(string vector) => vector[..vector.LastIndexOf('/')];

    /// <summary>The vector of a layer; it starts in a random direction.</summary>
    /// <param name="layer">The kernel's name without its last part.</param>
    /// <param name="shape">The kernel's shape without the outputs.</param>
    public static ParameterSpec Vector(string layer, params long[] shape) =>
        new(VectorName(layer), shape, ParameterStart.Normal(1)) { Trained = false };

    /// <summary>W / σ of kernels [batches…, in, out] with vectors [batches…, in].</summary>
    public static Tensor Divide(Tensor kernel, Tensor vector)
    {
        var direction = vector / Length(vector);
        return kernel / Length(direction.unsqueeze(-2).matmul(kernel));
    }

    /// <summary>Steps of power iteration, in place: vectors [batches…, in] of kernels [batches…, in, out].</summary>
    public static void Iterate(Tensor kernel, Tensor vector, int steps)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var u = vector.unsqueeze(-1);
        for (int i = 0; i < steps; i++)
        {
            var right = kernel.transpose(-1, -2).matmul(u);
            u = kernel.matmul(right / Length(right, -2));
            u = u / Length(u, -2);
        }

        vector.copy_(u.squeeze(-1));
    }

    private static Tensor Length(Tensor vectors, long axis = -1) => vectors.square().sum(axis, keepdim: true).sqrt().clamp(min: LayerKernels.LeastNorm);
}
