using System.Runtime.CompilerServices;

namespace MtrlAkka.Numerics;

/// <summary>
/// Random numbers as a pure function of (seed, stream, step, index): Philox4x32-10
/// (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// There is no generator state, so nothing is lost by a kill and nothing needs to be saved.
/// </summary>
/// <param name="Seed">The run's seed: the cipher's key.</param>
/// <param name="Stream">What the numbers are for; two streams never share a number.</param>
public readonly record struct CounterRandom(ulong Seed, uint Stream)
{
    /// <summary>Four independent 32-bit words of one counter.</summary>
    /// <param name="step">The step that the words belong to.</param>
    /// <param name="index">Block within the step.</param>
    public (uint A, uint B, uint C, uint D) Block(ulong step, uint index)
    {
        uint c0 = index, c1 = Stream, c2 = (uint)step, c3 = (uint)(step >> 32);
        uint k0 = (uint)Seed, k1 = (uint)(Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>An integer in [0, <paramref name="bound"/>), without bias worth measuring (64 bits scaled).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Below(int bound, ulong step, uint index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var (a, b, _, _) = Block(step, index);
        return (int)Math.BigMul(((ulong)a << 32) | b, (ulong)bound, out _);
    }

    /// <summary>Fills with uniform numbers in [low, high).</summary>
    public void Uniform(Span<float> values, float low, float high, ulong step)
    {
        float scale = high - low;
        for (int i = 0; i < values.Length; i += 4)
        {
            var (a, b, c, d) = Block(step, (uint)(i >> 2));
            values[i] = low + (scale * Unit(a));
            if (i + 1 < values.Length) values[i + 1] = low + (scale * Unit(b));
            if (i + 2 < values.Length) values[i + 2] = low + (scale * Unit(c));
            if (i + 3 < values.Length) values[i + 3] = low + (scale * Unit(d));
        }
    }

    /// <summary>Fills with standard normal numbers (Box and Muller's transform, computed in double).</summary>
    public void Normal(Span<float> values, ulong step)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            var (a, b, c, d) = Block(step, (uint)(i >> 2));
            var (x, y) = Gaussian(a, b);
            values[i] = x;
            if (i + 1 < values.Length) values[i + 1] = y;
            if (i + 2 >= values.Length) return;
            (x, y) = Gaussian(c, d);
            values[i + 2] = x;
            if (i + 3 < values.Length) values[i + 3] = y;
        }
    }

    // 24 bits, so that the result is exact in float and below one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Unit(uint word) => (word >> 8) * (1f / 16777216f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float, float) Gaussian(uint a, uint b)
    {
        // The first is in (0, 1], so its logarithm is finite.
        double radius = Math.Sqrt(-2.0 * Math.Log((a + 1.0) * (1.0 / 4294967296.0)));
        var (sin, cos) = Math.SinCos(b * (2.0 * Math.PI / 4294967296.0));
        return ((float)(radius * cos), (float)(radius * sin));
    }
}
