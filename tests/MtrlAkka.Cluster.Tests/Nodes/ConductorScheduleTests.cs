using CsCheck;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>The coordinator's state machine under seeded schedules of loss, joins, hand-overs and failures.</summary>
public class ConductorScheduleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public void A_run_ends_whole_whatever_comes_and_goes(int staleness, int shards)
    {
        var happened = new Dictionary<string, int>();
        Gen.Int.Sample(
            seed =>
            {
                var run = new SimulatedRun(seed, $"run.staleness={staleness}", $"replay.shards={shards}");
                run.Run(steps: 3000);
                foreach (var (what, times) in run.Happened) happened[what] = happened.GetValueOrDefault(what) + times;
            },
            iter: 500,
            threads: 1);
        output.WriteLine($"500 schedules: {string.Join(", ", happened.OrderByDescending(static one => one.Value).Select(static one => $"{one.Key} {one.Value}"))}");
    }
}
