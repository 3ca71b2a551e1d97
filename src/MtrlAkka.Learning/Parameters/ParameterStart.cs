using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>How a parameter starts: one of the kinds below.</summary>
public abstract partial record ParameterStart
{
    private ParameterStart()
    {
    }

    /// <summary>Every element is this value.</summary>
    public static ParameterStart Constant(double value) => new ConstantStart(value);

    /// <summary>U(-bound, bound).</summary>
    public static ParameterStart Uniform(double bound) => new UniformStart(bound);

    /// <summary>He-uniform for ReLU (arXiv 1502.01852): the variance is 2 / fan-in.</summary>
    public static ParameterStart HeUniform(long fanIn) => Uniform(Math.Sqrt(6.0 / fanIn));

    /// <summary>Normal of mean 0.</summary>
    public static ParameterStart Normal(double deviation) => new NormalStart(deviation);

    /// <summary>Draws the elements of all members, member by member.</summary>
    /// <param name="values">[members, elements of <paramref name="spec"/>], filled.</param>
    /// <param name="spec">The parameter.</param>
    /// <param name="random">Seed and stream.</param>
    /// <param name="step">The parameter's step in the stream.</param>
    internal abstract void Fill(Span<float> values, ParameterSpec spec, CounterRandom random, ulong step);

    private sealed record ConstantStart(double Value) : ParameterStart
    {
        internal override void Fill(Span<float> values, ParameterSpec spec, CounterRandom random, ulong step) => values.Fill((float)Value);
    }

    private sealed record UniformStart(double Bound) : ParameterStart
    {
        internal override void Fill(Span<float> values, ParameterSpec spec, CounterRandom random, ulong step) =>
            random.Uniform(values, (float)-Bound, (float)Bound, step);
    }

    private sealed record NormalStart(double Deviation) : ParameterStart
    {
        internal override void Fill(Span<float> values, ParameterSpec spec, CounterRandom random, ulong step)
        {
            random.Normal(values, step);
            foreach (ref float value in values) value *= (float)Deviation;
        }
    }
}
