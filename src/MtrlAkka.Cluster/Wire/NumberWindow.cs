namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Which numbers of a growing sequence have come, as far as a window behind the largest reaches: the window that IPsec has against
/// replays, as a ring of blocks (RFC 6479). Numbers may be left out, and may overtake each other within the window.
/// </summary>
public sealed class NumberWindow
{
    /// <summary>So far behind the largest a number is still known to have come or not; what is older counts as come.</summary>
    public const int Length = Bits * (Blocks - 1);

    private const int Bits = 64, Blocks = 512;
    private ulong[] _blocks = new ulong[4];
    private long _largest;

    /// <summary>Takes a number, from 1.</summary>
    /// <returns>Whether it comes for the first time.</returns>
    public bool Add(long number)
    {
        if (number + Length <= _largest) return false;
        if (number > _largest) Advance(number);
        ref ulong block = ref _blocks[number / Bits % _blocks.Length];
        ulong bit = 1UL << (int)(number % Bits);
        if ((block & bit) != 0) return false;
        block |= bit;
        return true;
    }

    // Blocks between the last largest number and this one have nothing in them yet.
    private void Advance(long number)
    {
        long from = _largest / Bits, to = number / Bits;
        if (to >= _blocks.Length && _blocks.Length < Blocks) Grow(to + 1);
        for (long block = Math.Max(from + 1, to - _blocks.Length + 1); block <= to; block++) _blocks[block % _blocks.Length] = 0;
        _largest = number;
    }

    // Whoever says little, as a program that asks once, needs little. Until the ring is whole it begins at 0.
    private void Grow(long blocks) => Array.Resize(ref _blocks, (int)Math.Min(Blocks, Math.Max(blocks, 2L * _blocks.Length)));
}
