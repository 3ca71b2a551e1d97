namespace MtrlAkka.Learning;

/// <summary>
/// What lies between the matrix products of a layer: bias, activation, normalisation and their gradients, each as one
/// pass over memory where the device allows. Shapes are [members, rows, columns]; parameters [members, 1, columns].
/// </summary>
internal abstract class LayerKernels
{
    /// <summary>Epsilon of layer norm, as in flax.</summary>
    public const double NormEpsilon = 1e-6;

    /// <summary>The least length of a vector, and the least spectral norm, that is divided by.</summary>
    public const double LeastNorm = 1e-12;

    /// <summary>z becomes relu(z + bias).</summary>
    public abstract void BiasRelu(Matrix z, Matrix bias);

    /// <summary>h [members, rows, 2 × units] becomes [relu(z + bias), relu(-(z + bias))] of z [members, rows, units].</summary>
    public abstract void BiasCrelu(Matrix h, Matrix z, Matrix bias);

    /// <summary>Gradient of <see cref="BiasCrelu"/>: dz [members, rows, units] of dh and of what it gave, h [members, rows, 2 × units]; dBias, if wanted, the sum of dz over rows.</summary>
    public abstract void CreluBackward(Matrix dz, Matrix dh, Matrix h, Matrix? dBias);

    /// <summary>output becomes a + b.</summary>
    public abstract void Add(Matrix output, Matrix a, Matrix b);

    /// <summary>z becomes z + bias.</summary>
    public abstract void AddBias(Matrix z, Matrix bias);

    /// <summary>dz becomes dh where the activation is positive, else 0; dBias, if wanted, the sum of dz over rows. dz may be dh.</summary>
    public abstract void ReluBackward(Matrix dz, Matrix dh, Matrix activation, Matrix? dBias);

    /// <summary>dBias becomes the sum over rows.</summary>
    public abstract void SumRows(Matrix dBias, Matrix dz);

    /// <summary>y = scale (x - mean) / sqrt(variance + 1e-6) + shift (arXiv 1607.06450), with 1 / sqrt(…) kept in <paramref name="rate"/> and the mean in <paramref name="mean"/>, each [members, rows, 1].</summary>
    public abstract void LayerNorm(Matrix y, Matrix x, Matrix scale, Matrix shift, Matrix mean, Matrix rate);

    /// <summary>Gradient of <see cref="LayerNorm"/>: dx, and where wanted dScale and dShift. dx may be dy.</summary>
    public abstract void LayerNormBackward(Matrix dx, Matrix dy, Matrix x, Matrix scale, Matrix mean, Matrix rate, Matrix? dScale, Matrix? dShift);

    /// <summary>
    /// Divides a kernel by its spectral norm (<see cref="SpectralNorm"/>): output = kernel / σ, with σ = |right| / |left| where
    /// right comes in as leftᵀ kernel and is brought to length 1.
    /// </summary>
    /// <param name="output">[members, in, out], filled.</param>
    /// <param name="kernel">[members, in, out].</param>
    /// <param name="left">[members, 1, in], of any length but 0.</param>
    /// <param name="right">[members, 1, out].</param>
    /// <param name="norm">[members, 1, 1], filled with σ.</param>
    public abstract void SpectralDivide(Matrix output, Matrix kernel, Matrix left, Matrix right, Matrix norm);

    /// <summary>Gradient of <see cref="SpectralDivide"/> in place: G becomes (G - ⟨G, output⟩ left rightᵀ / |left|) / σ.</summary>
    public abstract void SpectralBackward(Matrix gradient, Matrix output, Matrix left, Matrix right, Matrix norm);

    /// <summary>Brings each row to length 1.</summary>
    public abstract void UnitLength(Matrix rows);
}
