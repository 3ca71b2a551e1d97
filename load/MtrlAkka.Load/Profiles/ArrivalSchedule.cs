using MtrlAkka.Numerics;

namespace MtrlAkka.Load.Profiles;

/// <summary>How requests are spread within a rate.</summary>
public enum Arrivals
{
    /// <summary>At even distances.</summary>
    Even,

    /// <summary>At random, independent of each other, as those of many clients are (a Poisson process).</summary>
    Poisson,
}

/// <summary>
/// When each request is to begin, whatever becomes of those before it: the open model. A pure function of profile and seed, so that
/// two programs can be put under the same load.
/// </summary>
/// <param name="profile">The rate over time.</param>
/// <param name="arrivals">How requests are spread within it.</param>
/// <param name="seed">Seed of random arrivals.</param>
public sealed class ArrivalSchedule(LoadProfile profile, Arrivals arrivals, ulong seed)
{
    private const uint Stream = 0x10AD;

    /// <summary>All requests, in order: when each is to begin, counted from the beginning of the load, and in which segment.</summary>
    public IEnumerable<(TimeSpan At, int Segment)> Requests()
    {
        var random = new CounterRandom(seed, Stream);
        double begun = 0, due = 0, offset = 0;
        ulong number = 0;
        for (int i = 0; i < profile.Segments.Count; i++)
        {
            var segment = profile.Segments[i];
            for (double end = begun + segment.Requests; due < end; due += Distance())
                yield return (TimeSpan.FromSeconds(offset + segment.SecondsOf(due - begun)), i);
            begun += segment.Requests;
            offset += segment.Lasting.TotalSeconds;
        }

        // In a process of rate 1; the profile's integral makes it one of any rate.
        double Distance()
        {
            if (arrivals == Arrivals.Even) return 1;
            var (a, b, _, _) = random.Block(number++, 0);
            // 53 random bits in [0, 1).
            double uniform = (((ulong)(a >> 5) << 26) | (b >> 6)) / (double)(1UL << 53);
            return -Math.Log(1 - uniform);
        }
    }
}
