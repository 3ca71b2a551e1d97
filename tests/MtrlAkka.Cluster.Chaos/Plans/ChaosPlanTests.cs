using MtrlAkka.Chaos.Faults;
using MtrlAkka.Chaos.Plans;

namespace MtrlAkka.Cluster.Chaos.Plans;

/// <summary>A plan is a function of its seed, and what is printed of it is the plan.</summary>
public class ChaosPlanTests
{
    private const int Entries = 2000;
    private static readonly ClusterShape Lockstep = ClusterShape.Of(RunMode.Lockstep, heads: 2, replays: 2, workers: 3, guests: 1, environments: 6);

    [Fact]
    public void A_seed_gives_one_plan_and_another_seed_another()
    {
        string one = ChaosPlan.Drawn(7, Lockstep).Text(Entries);
        Assert.Equal(one, ChaosPlan.Drawn(7, Lockstep).Text(Entries));
        Assert.NotEqual(one, ChaosPlan.Drawn(8, Lockstep).Text(Entries));
    }

    [Theory]
    [InlineData(RunMode.Lockstep)]
    [InlineData(RunMode.Async)]
    public void What_is_printed_is_read_as_the_same_plan(RunMode mode)
    {
        var plan = ChaosPlan.Drawn(3, Lockstep with { Mode = mode });
        var read = ChaosPlan.Parse(plan.Text(Entries));
        for (int i = 0; i < Entries; i++) Assert.Equal(plan[i], read[i]);
        Assert.Null(read[Entries]);
        Assert.Equal(plan.Seed, read.Seed);
    }

    [Fact]
    public void Every_kind_is_drawn_and_names_only_what_there_is()
    {
        var plan = ChaosPlan.Drawn(1, Lockstep);
        var drawn = Enumerable.Range(0, Entries).Select(i => plan[i]!).ToList();
        Assert.Equal(FaultKind.All.Select(static kind => kind.Name).Order(), drawn.Select(static entry => entry.Fault.Kind.Name).Distinct().Order());
        Assert.False(drawn[0].Overlaps);
        Assert.Contains(drawn, static entry => entry.Overlaps);
        Assert.All(drawn.Select(static entry => entry.Fault).OfType<CutBothWays>(), static cut => Assert.NotEqual(cut.One, cut.Other));
        Assert.DoesNotContain(drawn.Select(static entry => entry.Fault), static fault => fault is PoisonEnvironment { Poison: Cluster.Run.EnvironmentPoison.NaN });
        Assert.All(Lockstep.Nodes, node => Assert.Contains(drawn, entry => entry.Fault.Equals(new KillNode(node))));

        var alone = Lockstep with { Guests = [] };
        var others = ChaosPlan.Drawn(1, alone);
        Assert.DoesNotContain(Enumerable.Range(0, Entries), i => others[i]!.Fault is JoinNode);
    }

    [Theory]
    [InlineData("", "begins with a line 'seed NUMBER'")]
    [InlineData("seed x", "begins with a line 'seed NUMBER'")]
    [InlineData("seed 1\nkill worker-1", "is no entry of a plan")]
    [InlineData("seed 1\nthen after 1.0 for x kill worker-1", "'x' in")]
    [InlineData("seed 1\nthen after 1.0 for 2.0 explode worker-1", "'explode' in")]
    [InlineData("seed 1\nthen after 1.0 for 2.0 cut worker-1", "cut takes NODE NODE")]
    [InlineData("seed 1\nthen after 1.0 for 2.0 slow worker-1 5 100", "slow takes NODE MILLISECONDS LOSS-PERCENT")]
    public void What_is_no_plan_is_refused_with_a_line_that_says_why(string text, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => ChaosPlan.Parse(text)).Message);
}
