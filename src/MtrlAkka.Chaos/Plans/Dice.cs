using MtrlAkka.Numerics;

namespace MtrlAkka.Chaos.Plans;

/// <summary>Draws for one entry of a plan, one after the other: a pure function of the plan's seed and the entry's number.</summary>
/// <param name="seed">Seed of the plan.</param>
/// <param name="entry">Number of the entry.</param>
public sealed class Dice(ulong seed, int entry)
{
    private readonly CounterRandom _random = new(seed, Stream: 0xC4A05);
    private uint _draws;

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => _random.Below(bound, (ulong)entry, _draws++);

    /// <summary>One of some things.</summary>
    public T Of<T>(IReadOnlyList<T> things) => things[Below(things.Count)];

    /// <summary>Two different ones of some things.</summary>
    public (T One, T Other) TwoOf<T>(IReadOnlyList<T> things)
    {
        int one = Below(things.Count), other = Below(things.Count - 1);
        return (things[one], things[other < one ? other : other + 1]);
    }

    /// <summary>A time between two, in whole tenths of a second, so that it is printed exactly.</summary>
    public TimeSpan Between(double least, double most)
    {
        int low = (int)Math.Round(least * 10), high = (int)Math.Round(most * 10);
        return TimeSpan.FromMilliseconds(100 * (low + Below(high - low + 1)));
    }
}
