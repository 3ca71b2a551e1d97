namespace MtrlAkka.Learning.Verification;

/// <summary>One quantity of a file in one precision.</summary>
/// <param name="Values">Numbers compared.</param>
/// <param name="Difference">The largest difference, relative to the tensor's largest number.</param>
/// <param name="Limit">What it may be.</param>
public sealed record GoldenDifference(long Values, double Difference, double Limit)
{
    /// <summary>Whether the difference is small enough; one that is not a number is not.</summary>
    public bool Within => Difference <= Limit;
}

/// <summary>
/// Gathers the differences of a file in one precision, by quantity. A difference is taken relative to the largest number of
/// the tensor that it lies in, so that small gradients count as much as large returns.
/// </summary>
/// <param name="wide">Whether this side computed in float64.</param>
internal sealed class GoldenComparison(bool wide)
{
    /// <summary>Limit in float64 against figures of float64.</summary>
    public const double DoubleLimit = 1e-9;

    /// <summary>Limit in float32, unless the reference's own float32 run is further off.</summary>
    public const double SingleLimit = 1e-5;

    // The spacing of float32 at 1: a rounded figure is within half of it.
    private const double Rounding = 1.2e-7;

    // Beside this share of a tensor's largest number, the digits that float64 itself loses begin to show in smaller ones.
    private const double Small = 1e-3;

    // A float32 run of ours may be off by as much as one of theirs to the other side.
    private const double NativeFactor = 2;

    private readonly List<string> _order = [];
    private readonly Dictionary<string, GoldenDifference> _quantities = [];

    /// <summary>The quantities in the order in which they came.</summary>
    public IEnumerable<KeyValuePair<string, GoldenDifference>> Quantities => _order.Select(name => KeyValuePair.Create(name, _quantities[name]));

    /// <summary>Compares a tensor.</summary>
    /// <param name="quantity">Under what name the result is shown; tensors of one name share a line.</param>
    /// <param name="values">What was computed here.</param>
    /// <param name="expected">What the file has.</param>
    /// <param name="native">By how much the reference's own float32 run is off, absolute.</param>
    public void Add(string quantity, IReadOnlyList<double> values, GoldenTensor expected, double native = 0) =>
        Add(quantity, values, expected.Values, expected.Precision, Scale(expected.Values), native);

    /// <summary>Compares figures that are sums of terms which may cancel, such as losses: relative above 1, absolute below.</summary>
    /// <param name="quantity">Under what name the result is shown.</param>
    /// <param name="values">What was computed here.</param>
    /// <param name="expected">What the file has.</param>
    /// <param name="native">By how much the reference's own float32 run is off, relative.</param>
    public void AddFigures(string quantity, IReadOnlyList<double> values, GoldenTensor expected, double native = 0)
    {
        if (values.Count != expected.Values.Length) throw Mismatch(quantity, values.Count, expected.Values.Length);
        for (int i = 0; i < values.Count; i++)
        {
            double scale = Math.Max(1, Scale([expected.Values[i]]));
            Add(quantity, [values[i]], [expected.Values[i]], expected.Precision, scale, native * scale);
        }
    }

    /// <summary>Compares derived values, in the place of a tensor.</summary>
    public void Add(string quantity, IReadOnlyList<double> values, IReadOnlyList<double> expected, GoldenPrecision precision, double scale, double native = 0)
    {
        if (values.Count != expected.Count) throw Mismatch(quantity, values.Count, expected.Count);
        bool rounded = wide && precision == GoldenPrecision.Single;
        double worst = 0;
        for (int i = 0; i < values.Count; i++)
        {
            // A rounded figure is as exact as itself, not as the largest beside it. Infinities are equal to themselves.
            double own = rounded ? Math.Max(Math.Abs(expected[i]), scale * Small) : scale;
            double difference = values[i] == expected[i] ? 0 : Math.Abs(values[i] - expected[i]) / own;
            worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
        }

        double limit = precision switch
        {
            GoldenPrecision.Whole => 0,
            _ when !wide => Math.Max(SingleLimit, NativeFactor * native / scale),
            _ when rounded => Rounding,
            _ => DoubleLimit,
        };
        Add(quantity, new GoldenDifference(values.Count, worst, limit));
    }

    // Of a quantity the line shows the part that is nearest to its limit, or furthest beyond.
    private void Add(string quantity, GoldenDifference part)
    {
        if (_quantities.TryGetValue(quantity, out var sum))
        {
            var worse = Share(part) > Share(sum) ? part : sum;
            part = worse with { Values = sum.Values + part.Values };
        }
        else
        {
            _order.Add(quantity);
        }

        _quantities[quantity] = part;
    }

    private static double Share(GoldenDifference part) => part.Difference == 0 ? 0 : part.Difference / part.Limit;

    private static double Scale(IReadOnlyList<double> values)
    {
        double scale = 0;
        foreach (double value in values)
            if (double.IsFinite(value)) scale = Math.Max(scale, Math.Abs(value));
        return scale == 0 ? 1 : scale;
    }

    private static InvalidDataException Mismatch(string quantity, int values, int expected) =>
        new($"{quantity}: the file has {expected} numbers where {values} were computed");
}
