namespace MtrlAkka.Load.Profiles;

/// <summary>A stretch of time in which requests begin at a rate that is constant, or rises or falls evenly.</summary>
/// <param name="Name">What it is for: warm-up, steady, ramp, spike, recovery.</param>
/// <param name="From">Requests a second at its beginning; at least 0.</param>
/// <param name="To">Requests a second at its end; at least 0.</param>
/// <param name="Lasting">How long it lasts; more than 0.</param>
public sealed record LoadSegment(string Name, double From, double To, TimeSpan Lasting)
{
    /// <summary>Whether its figures count.</summary>
    public bool Counts => Name != WarmUpName;

    /// <summary>Name of a segment whose figures do not count.</summary>
    public const string WarmUpName = "warm-up";

    /// <summary>Requests that begin in it, as a real number.</summary>
    public double Requests => Begun(Lasting.TotalSeconds);

    /// <summary>A constant rate.</summary>
    public static LoadSegment Constant(string name, double rate, TimeSpan lasting) => new(name, rate, rate, lasting);

    /// <summary>Requests that have begun some seconds after its beginning: the integral of the rate.</summary>
    public double Begun(double seconds) => (From * seconds) + ((To - From) * seconds * seconds / (2 * Lasting.TotalSeconds));

    /// <summary>When so many requests have begun, in seconds after its beginning: the inverse of <see cref="Begun"/>.</summary>
    /// <param name="requests">At most <see cref="Requests"/>.</param>
    public double SecondsOf(double requests)
    {
        // At a rate of 0 the first is due at once, and the formulas below would divide by it.
        if (requests <= 0) return 0;
        double slope = (To - From) / Lasting.TotalSeconds;
        if (slope == 0) return requests / From;
        // The root of slope/2 t² + From t - requests that loses no digits where the slope is small.
        double root = Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * requests)));
        return 2 * requests / (From + root);
    }
}
