using Akka.Configuration;
using CsCheck;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests;

public class RestartBudgetTests
{
    private static readonly RestartLimits Limits = new(3, Seconds(600), Seconds(0.2), Seconds(1));

    [Fact]
    public void Pauses_grow_to_the_longest_and_the_last_failure_ends_it()
    {
        var budget = new RestartBudget(Limits with { Allowed = 5 });
        TimeSpan?[] pauses = [.. Enumerable.Range(0, 7).Select(second => budget.Fail(Seconds(second)))];
        Assert.Equal([Seconds(0.2), Seconds(0.4), Seconds(0.8), Seconds(1), Seconds(1), null, null], pauses);
        Assert.True(budget.Exhausted);
        Assert.Null(budget.Fail(Seconds(100_000)));
    }

    [Fact]
    public void Failures_are_forgotten_after_the_window()
    {
        var budget = new RestartBudget(Limits);
        for (int i = 0; i < 50; i++)
        {
            // Three in each window, and then the same moment a window later.
            Assert.NotNull(budget.Fail(Seconds(i * 200)));
            Assert.InRange(budget.Failures, 1, 3);
        }

        Assert.NotNull(budget.Fail(Seconds(50 * 200)));
        Assert.Null(budget.Fail(Seconds((50 * 200) + 1)));
    }

    [Fact]
    public void A_quiet_while_makes_pauses_short_again()
    {
        var budget = new RestartBudget(Limits with { Allowed = 100 });
        for (int i = 0; i < 5; i++) budget.Fail(Seconds(i));
        Assert.Equal(Seconds(1), budget.Fail(Seconds(5)));
        Assert.Equal(Seconds(0.2), budget.Fail(Seconds(5 + 11)));
    }

    [Fact]
    public void None_allowed_is_none() => Assert.Null(new RestartBudget(Limits with { Allowed = 0 }).Fail(Seconds(1)));

    [Fact]
    public void Under_any_schedule_no_window_has_more_restarts_than_are_allowed() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var limits = new RestartLimits(random.Next(0, 6), Seconds(random.Next(1, 100)), Seconds(0.1), Seconds(5));
        var budget = new RestartBudget(limits);
        var restarts = new List<TimeSpan>();
        var now = TimeSpan.Zero;
        for (int i = 0; i < 200; i++)
        {
            now += Seconds(random.NextDouble() * random.Next(1, 40));
            bool allowed = restarts.Count(earlier => now - earlier < limits.Window) < limits.Allowed && !budget.Exhausted;
            var pause = budget.Fail(now);
            Assert.Equal(allowed, pause is not null);
            Assert.Equal(pause is null, budget.Exhausted);
            if (pause is not { } wait) continue;
            Assert.InRange(wait, limits.FirstPause, limits.LongestPause);
            restarts.Add(now);
        }
    }, iter: 2000, threads: 1);

    [Fact]
    public void The_limits_are_those_of_the_configuration()
    {
        var config = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, "akka.conf")));
        Assert.Equal(new RestartLimits(10, TimeSpan.FromMinutes(10), TimeSpan.FromMilliseconds(200), Seconds(30)), RestartLimits.From(config, 10));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
