using CsCheck;
using MtrlAkka.Load.Capacity;

namespace MtrlAkka.Load.Tests.Capacity;

/// <summary>The search finds the rate at which a queue of known kind breaks the limit.</summary>
public class CapacitySearchTests
{
    [Fact]
    public void It_finds_the_capacity_of_a_queue() => Gen.Double[20, 50_000].Sample(
        capacity =>
        {
            // M/M/1: the share of answers that take longer than t is exp(-(capacity - rate) t).
            const double Limit = 50;
            double expected = capacity - (Math.Log(100) / (Limit / 1000));
            var found = new CapacitySearch(10, 1e6, Limit, 0.03).FindAsync(rate => Task.FromResult(Answer(capacity, rate))).Result;
            Assert.True(found.Bounded);
            if (expected < 0.1) Assert.InRange(found.Rate, 0, 10);
            else Assert.InRange(found.Rate, 0.96 * expected - 0.1, expected);
        },
        iter: 300);

    [Fact]
    public async Task A_hiccup_does_not_end_it_and_where_nothing_breaks_it_says_so()
    {
        int tries = 0;
        var found = await new CapacitySearch(100, 1000, 10, 0.05).FindAsync(rate => Task.FromResult(new CapacityProbe(rate, rate, tries++ == 1 ? 500 : 1, rate, 0)));
        Assert.Equal(1000, found.Rate);
        Assert.False(found.Bounded);
        Assert.Equal([100, 200, 200, 400, 800, 1000], found.Probes.Select(static probe => probe.Rate));
    }

    [Fact]
    public async Task Where_nothing_is_borne_it_finds_nothing()
    {
        var found = await new CapacitySearch(100, 1000, 10, 0.05).FindAsync(static rate => Task.FromResult(new CapacityProbe(rate, rate, 1, rate, Failed: 1)));
        Assert.Equal(0, found.Rate);
        Assert.True(found.Bounded);
    }

    private static CapacityProbe Answer(double capacity, double rate)
    {
        double p99 = rate < capacity ? 1000 * Math.Log(100) / (capacity - rate) : double.PositiveInfinity;
        return new CapacityProbe(rate, rate, p99, Math.Min(rate, capacity), 0);
    }
}
