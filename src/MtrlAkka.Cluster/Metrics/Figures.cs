using System.Globalization;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>Numbers as people read them, in few columns and always with a point.</summary>
public static class Figures
{
    private const string Unknown = "-";

    /// <summary>A share of 0 to 1 as <c>0.45</c>.</summary>
    public static string Share(double? share) => share is double x ? x.ToString("0.00", CultureInfo.InvariantCulture) : Unknown;

    /// <summary>A percentage: <c>12.3 %</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A count with groups of three: <c>1,234,567</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A size on disk: <c>512 B</c>, <c>12.3 MB</c> (powers of 1000).</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>An error in two digits: <c>1.2e-09</c>, <c>0</c>.</summary>
    public static string Error(double error) => error == 0 ? "0" : error.ToString("0.0e+00", CultureInfo.InvariantCulture);

    /// <summary>A rate: three digits or the whole number, <c>12.3</c>, <c>1,234</c>.</summary>
    public static string Rate(double? rate) => rate switch
    {
        null => Unknown,
        double.NaN => "nan",
        >= 100 => rate.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => rate.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => rate.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A loss or a temperature to three digits: <c>0.0123</c>, <c>-12.3</c>, <c>1.2e-05</c>.</summary>
    public static string Number(double? number)
    {
        if (number is not double x) return Unknown;
        if (double.IsNaN(x)) return "nan";
        double size = Math.Abs(x);
        string format = size switch
        {
            0 => "0",
            >= 100_000 or < 0.001 => "0.0e+00",
            >= 100 => "0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            >= 0.1 => "0.000",
            _ => "0.0000",
        };
        return x.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A duration in its two largest units: <c>3 d 4 h</c>, <c>2 h 05 min</c>, <c>4 min 07 s</c>, <c>12 s</c>.</summary>
    public static string Duration(TimeSpan? duration)
    {
        if (duration is not TimeSpan time) return Unknown;
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time switch
        {
            { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
            { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        };
    }
}
