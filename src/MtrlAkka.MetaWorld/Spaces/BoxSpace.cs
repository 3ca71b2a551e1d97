namespace MtrlAkka.MetaWorld;

/// <summary>Vectors between two corners, both included, as Gymnasium's <c>Box</c>.</summary>
/// <param name="low">Lower ends; negative infinity where there is none.</param>
/// <param name="high">Upper ends; as many.</param>
public sealed class BoxSpace(double[] low, double[] high)
{
    /// <summary>Numbers in a vector.</summary>
    public int Size => low.Length;

    /// <summary>Lower ends.</summary>
    public ReadOnlySpan<double> Low => low;

    /// <summary>Upper ends.</summary>
    public ReadOnlySpan<double> High => high;

    /// <summary>Whether a vector is of this size and within the ends; NaN never is.</summary>
    public bool Contains(ReadOnlySpan<double> vector)
    {
        if (vector.Length != low.Length) return false;
        for (int i = 0; i < low.Length; i++)
        {
            if (!(vector[i] >= low[i] && vector[i] <= high[i])) return false;
        }

        return true;
    }

    /// <summary>Moves each number to the nearest that is within the ends.</summary>
    public void Clip(Span<double> vector)
    {
        for (int i = 0; i < low.Length; i++) vector[i] = Math.Min(Math.Max(vector[i], low[i]), high[i]);
    }
}
