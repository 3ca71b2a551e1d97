using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>The singular values σ of a matrix, largest first, and how many directions they say that it uses. All ranks are not numbers where an element is none.</summary>
public sealed class Spectrum
{
    private readonly double[] _values;

    private Spectrum(double[] values) => _values = values;

    /// <summary>The singular values, largest first.</summary>
    public IReadOnlyList<double> SingularValues => _values;

    /// <summary>The spectrum of each member's matrix, uncentred and in float64 on the host.</summary>
    /// <param name="matrices">[members, rows, columns], float32 or float64, on any device.</param>
    public static IReadOnlyList<Spectrum> Of(Tensor matrices) =>
        [.. Enumerable.Range(0, (int)matrices.shape[0]).Select(member => OfMember(matrices, member))];

    /// <summary>
    /// srank (Kumar et al., "Implicit Under-Parameterization Inhibits Data-Efficient Deep Reinforcement Learning",
    /// arXiv 2010.14498): the smallest k whose k largest singular values make up 1 - delta of the sum of all. 1 for a matrix of zeros.
    /// </summary>
    public double EffectiveRank(double delta)
    {
        double sum = _values.Sum(), part = 0;
        if (double.IsNaN(sum)) return double.NaN;
        int k = 0;
        while (k < _values.Length && part < (1 - delta) * sum) part += _values[k++];
        return Math.Max(1, k);
    }

    /// <summary>exp(-Σ p log p), p = σ / Σ σ (Roy and Vetterli, "The effective rank", EUSIPCO 2007). 0 for a matrix of zeros.</summary>
    public double EntropyRank()
    {
        double sum = _values.Sum();
        return sum == 0 ? 0 : Math.Exp(-_values.Where(static value => value != 0).Sum(value => value / sum * Math.Log(value / sum)));
    }

    /// <summary>Σ σ² / σ_1², the squared Frobenius norm by the squared spectral norm. 0 for a matrix of zeros.</summary>
    public double StableRank() => _values[0] == 0 ? 0 : _values.Sum(static value => value * value) / (_values[0] * _values[0]);

    private static Spectrum OfMember(Tensor matrices, int member)
    {
        using var scope = NewDisposeScope();
        var matrix = matrices[member].cpu().to(ScalarType.Float64);
        // The decomposition throws at what is not a number; a network that diverged is no reason to stop.
        if (!matrix.isfinite().all().item<bool>()) return new Spectrum([double.NaN]);
        return new Spectrum(linalg.svdvals(matrix).data<double>().ToArray());
    }
}
