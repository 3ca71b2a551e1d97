namespace MtrlAkka.Learning;

/// <summary>
/// What lies between the matrix products of a layer: bias, activation, normalisation and their gradients, each as one
/// pass over memory where the device allows. Shapes are [members, rows, columns]; parameters [members, 1, columns].
/// </summary>
internal abstract class LayerKernels
{
    /// <summary>Epsilon of layer norm, as in flax.</summary>
    public const double NormEpsilon = 1e-6;

    /// <summary>z becomes relu(z + bias).</summary>
    public abstract void BiasRelu(Matrix z, Matrix bias);

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
}
