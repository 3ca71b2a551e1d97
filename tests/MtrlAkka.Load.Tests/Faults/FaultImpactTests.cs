using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Chaos.Watching;
using MtrlAkka.Load.Faults;

namespace MtrlAkka.Load.Tests.Faults;

/// <summary>What a fault did is told from looks at the run alone.</summary>
public class FaultImpactTests
{
    private const int Environments = 12;
    private const double Calm = 14;

    [Fact]
    public void A_pause_and_a_way_back_are_told()
    {
        // Ten rounds a second; from 20 s on nothing for 6 s, then it goes on 15 rounds before where it stood.
        var impact = Assert.Single(FaultImpact.Of(Report(static at => at <= 20 ? 10 * at : at < 26 ? 200 : 185 + (10 * (at - 26))), Environments, Calm));
        Assert.Equal(120, impact.Before, 1);
        Assert.InRange(impact.Recovery!.Value, 6, 9);
        Assert.Equal((0, "learner, director"), (impact.Lowest, impact.Hosted));
        Assert.Equal(120, impact.After, 5.0);
        Assert.Equal(15, impact.GoneBack, 1.1);
        Assert.Equal((2, 80), (impact.Unanswered, impact.Asked));
        Assert.Equal(0.3, impact.LongestAnswer, 6);
    }

    [Fact]
    public void A_run_that_goes_on_while_nobody_knows_of_it_has_not_paused()
    {
        var impact = Assert.Single(FaultImpact.Of(Report(static at => at <= 20 || at >= 30 ? 10 * at : 0), Environments, Calm));
        Assert.Equal(0, impact.Recovery);
        Assert.Equal(120, impact.Lowest, 3.0);
        Assert.Equal(10, impact.Silence, 0.3);
        Assert.Equal(0, impact.GoneBack);
    }

    [Fact]
    public void A_rate_that_does_not_come_back_is_no_recovery()
    {
        var impact = Assert.Single(FaultImpact.Of(Report(static at => at <= 20 ? 10 * at : 200 + (5 * (at - 20))), Environments, Calm));
        Assert.Null(impact.Recovery);
        Assert.False(new FaultLoadReport([impact], new Dictionary<string, long>(), [], []).Passed);
        Assert.Contains(new FaultLoadReport([impact], new Dictionary<string, long>(), [], []).Lines(), static line => line.StartsWith("WRONG", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rate_that_falls_again_is_not_back_yet()
    {
        var impact = Assert.Single(FaultImpact.Of(Report(static at => at <= 26 ? 10 * at : at <= 30 ? 260 : 260 + (10 * (at - 30))), Environments, Calm));
        Assert.InRange(impact.Recovery!.Value, 10, 13);
    }

    private static ClusterView View(long progress) =>
        new("here:1", "run", ClusterView.Training, 1, progress, new HashSet<string>(), AllHeard: true, [new PartHost("learner", "here:1"), new PartHost("shard 0", "there:2")]);

    // Looks four times a second for 40 s, and a fault at 20 s.
    private static ChaosReport Report(Func<double, double> progress)
    {
        var plan = ChaosPlan.Parse("seed 1\nthen after 20.0 for 3.0 kill worker-1");
        var fault = new FaultRecord(0, plan[0]!, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(26), TimeSpan.FromSeconds(6));
        double[] times = [.. Enumerable.Range(0, 161).Select(static i => i / 4.0)];
        return new ChaosReport(plan, TimeSpan.FromSeconds(40), [fault], [], new Dictionary<string, long>(), [], [], [])
        {
            Addresses = new Dictionary<string, string> { ["worker-1"] = "here:1" },
            Looks = [.. times.Select(at => new ClusterLook(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at is 21 ? 0.3 : 0.01), at is 22 or 23 ? null : View((long)progress(at))))],
        };
    }
}
