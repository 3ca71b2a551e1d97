using HdrHistogram;

namespace MtrlAkka.Load.Results;

/// <summary>How latencies are spread, in milliseconds; all 0 where nothing was measured.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">Of ten requests, nine took at most this.</param>
/// <param name="P99">Of a hundred, ninety-nine.</param>
/// <param name="P999">Of a thousand, all but one.</param>
/// <param name="Longest">The longest.</param>
public sealed record Percentiles(double Mean, double P50, double P90, double P99, double P999, double Longest)
{
    private const double NanosecondsInMillisecond = 1e6;

    /// <summary>Those of a histogram of nanoseconds.</summary>
    public static Percentiles Of(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0) return new Percentiles(0, 0, 0, 0, 0, 0);
        return new Percentiles(
            histogram.GetMean() / NanosecondsInMillisecond, At(50), At(90), At(99), At(99.9), histogram.GetMaxValue() / NanosecondsInMillisecond);

        double At(double percentile) => histogram.GetValueAtPercentile(percentile) / NanosecondsInMillisecond;
    }
}
