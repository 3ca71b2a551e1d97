using MtrlAkka.Numerics;

namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>How long something takes: its mean, and how it is spread (log-normal, which no time below 0 comes of).</summary>
/// <param name="Mean">Core-seconds; at least 0.</param>
/// <param name="Variation">Standard deviation as a share of the mean; 0: always the mean.</param>
public readonly record struct ServiceTime(double Mean, double Variation = 0)
{
    /// <summary>The time of one repetition: a pure function of the counters.</summary>
    /// <param name="random">Seed, and stream of what it is for.</param>
    /// <param name="step">Which repetition.</param>
    public double Draw(CounterRandom random, ulong step)
    {
        if (Variation == 0) return Mean;
        Span<float> normal = stackalloc float[1];
        random.Normal(normal, step);
        double spread = Math.Log(1 + (Variation * Variation));
        return Mean * Math.Exp((Math.Sqrt(spread) * normal[0]) - (spread / 2));
    }
}
