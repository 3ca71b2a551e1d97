namespace MtrlAkka.Dashboard.Metrics;

/// <summary>One tag's figures up to some moment, oldest first. What it shows never changes.</summary>
/// <param name="Steps">Environment steps, growing; only the first <paramref name="Count"/> count.</param>
/// <param name="Times">When they were written, in seconds since 1970.</param>
/// <param name="Values">The figures, all finite.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct MetricSeries(double[] Steps, double[] Times, double[] Values, int Count)
{
    /// <summary>No figure.</summary>
    public static MetricSeries Empty { get; } = new([], [], [], 0);

    /// <summary>The newest figure, or null.</summary>
    public double? Last => Count > 0 ? Values[Count - 1] : null;

    /// <summary>The newest step; 0 where there is none.</summary>
    public double LastStep => Count > 0 ? Steps[Count - 1] : 0;
}
