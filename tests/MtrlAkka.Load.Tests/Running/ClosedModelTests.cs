using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Tests.Running;

/// <summary>The closed model never has more under way than it has clients.</summary>
[Collection(TimingTests.Name)]
public class ClosedModelTests
{
    [Fact]
    public async Task As_many_are_under_way_as_there_are_clients()
    {
        int now = 0, most = 0;
        var scenario = new FakeScenario(async (_, stop) =>
        {
            int under = Interlocked.Increment(ref now);
            InterlockedMax(ref most, under);
            await Task.Delay(2, stop);
            Interlocked.Decrement(ref now);
            return RequestOutcome.Right();
        });
        var result = await new ClosedModel(scenario, 5, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1), LoadLimits.Default).RunAsync(CancellationToken.None);
        Assert.Equal(5, most);
        Assert.True(result.Passed);
        var steady = Assert.Single(result.Counted);
        Assert.InRange(steady.Latency.P50, 1.5, 500);
        Assert.True(steady.Answered > 5);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        do seen = most;
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen);
    }
}
