using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Tests.Running;

/// <summary>The open model begins what is due and hides nothing.</summary>
[Collection(TimingTests.Name)]
public class OpenModelTests
{
    private static readonly LoadLimits Limits = LoadLimits.Default with { Drain = TimeSpan.FromSeconds(5), Interval = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task A_stall_is_seen_by_all_that_were_due_meanwhile()
    {
        // One at a time, and the hundredth holds the service up for half a second: what comes meanwhile waits.
        using var turn = new SemaphoreSlim(1);
        var scenario = new FakeScenario(async (number, stop) =>
        {
            await turn.WaitAsync(stop);
            if (number == 100) await Task.Delay(500, stop);
            turn.Release();
            return RequestOutcome.Right(units: 3, bytes: 10);
        });
        var result = await RunAsync(scenario, "200/s 2s", Limits with { Outstanding = 1 });
        var steady = Assert.Single(result.Segments);
        Assert.True(result.Passed);
        Assert.Equal(200, steady.Offered, 0.01);
        Assert.Equal(200, steady.Answered, 0.01);
        Assert.Equal(600, steady.Units, 0.1);
        Assert.Equal(2000, steady.Bytes, 0.1);
        // With room for one at once the waiting is before the beginning, which the time of service does not show.
        Assert.InRange(steady.Latency.P90, 250, 5000);
        Assert.True(steady.Service.P90 < steady.Latency.P90 / 2, $"{steady.Service.P90} ms of service, {steady.Latency.P90} ms since they were due");
        Assert.InRange(steady.Latency.Longest, 480, 5000);
        Assert.Equal(400, result.Intervals.Sum(static interval => interval.Answered * interval.Seconds), 0.5);
    }

    [Fact]
    public async Task Failures_are_counted_by_their_reasons_and_what_is_never_answered_is_told()
    {
        var scenario = new FakeScenario(
            async (number, stop) =>
            {
                if (number % 10 == 3) return RequestOutcome.Wrong("wrong sum");
                if (number % 10 == 5) throw new InvalidOperationException("broken");
                if (number == 42) await Task.Delay(Timeout.Infinite, stop);
                return RequestOutcome.Right();
            },
            "one row is lost");
        var result = await RunAsync(scenario, "warm-up 100/s 0.5s, 100/s 1s", Limits with { Drain = TimeSpan.FromMilliseconds(300) });
        Assert.False(result.Passed);
        Assert.Equal(["one row is lost"], result.Violations);
        Assert.Equal([5, 5], result.Segments[0].Failures.Values);
        Assert.Equal(["InvalidOperationException", "wrong sum"], result.Segments[1].Failures.Keys);
        Assert.Equal([1, 0], result.Segments.Select(static segment => segment.Unanswered));
        Assert.Equal(20, result.Segments[1].Failed);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        var scenario = new FakeScenario((number, _) =>
        {
            if (number == 20) stop.Cancel();
            return Task.FromResult(RequestOutcome.Right());
        });
        var profile = LoadProfile.Parse("100/s 10m");
        var result = await new OpenModel(scenario, profile, new ArrivalSchedule(profile, Arrivals.Even, 0), Limits).RunAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Assert.Single(result.Segments).Unanswered);
    }

    private static Task<LoadResult> RunAsync(FakeScenario scenario, string profile, LoadLimits limits)
    {
        var parsed = LoadProfile.Parse(profile);
        return new OpenModel(scenario, parsed, new ArrivalSchedule(parsed, Arrivals.Even, 0), limits).RunAsync(CancellationToken.None);
    }
}
