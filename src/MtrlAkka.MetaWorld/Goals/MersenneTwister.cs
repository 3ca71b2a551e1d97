namespace MtrlAkka.MetaWorld;

/// <summary>
/// The generator MT19937 of Matsumoto and Nishimura, seeded and read as NumPy's legacy <c>RandomState</c> does it, so
/// that the benchmark's goals come out the same.
/// </summary>
public sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Middle = 397;
    private const uint Twist = 0x9908b0df;
    private const uint UpperBit = 0x80000000;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <summary>The generator for a seed.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Length; i++)
        {
            uint last = _state[i - 1];
            _state[i] = 1812433253 * (last ^ (last >> 30)) + (uint)i;
        }
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Length) Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>The next number in [0, 1), of 53 random bits.</summary>
    public double NextDouble()
    {
        uint high = NextUInt32() >> 5, low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    private void Refill()
    {
        for (int i = 0; i < Length; i++)
        {
            uint joined = (_state[i] & UpperBit) | (_state[(i + 1) % Length] & ~UpperBit);
            _state[i] = _state[(i + Middle) % Length] ^ (joined >> 1) ^ ((joined & 1) * Twist);
        }

        _next = 0;
    }
}
