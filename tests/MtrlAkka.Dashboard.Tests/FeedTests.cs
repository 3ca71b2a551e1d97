using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Dashboard.Feeds;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>One look for all browsers, and none without.</summary>
public class FeedTests
{
    [Fact]
    public async Task Many_browsers_cost_the_run_one_look_at_a_time_and_none_costs_nothing()
    {
        using var folder = new TemporaryFolder();
        var link = new CountedLink();
        await using var feed = new DashboardFeed(link, folder.Path, folder["studies"], TimeSpan.FromMilliseconds(20), TimeProvider.System);
        feed.Wake();
        Assert.Equal(0, link.Asked);
        var told = new int[20];
        var enough = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        IDisposable[] browsers = [.. told.Select((_, browser) => feed.Watch(() =>
        {
            if (Interlocked.Increment(ref told[browser]) == 5 && browser == 19) enough.TrySetResult(true);
            return Task.CompletedTask;
        }))];
        await TestWait.For(enough.Task, static () => "the fifth look");
        foreach (var browser in browsers) browser.Dispose();
        // As many looks as one browser alone would have had, a few more for those who came in between.
        Assert.InRange(link.Asked, 5, told.Max() + 1);
        Assert.Equal(link.Asked, feed.Looks);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_and_looked_at_again()
    {
        using var folder = new TemporaryFolder();
        var link = new CountedLink { Problem = "no node answers" };
        await using var feed = new DashboardFeed(link, folder.Path, folder["studies"], TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var said = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var browser = feed.Watch(() =>
        {
            if (feed.View.Problem == "no node answers") said.TrySetResult(true);
            else if (said.Task.IsCompleted) gone.TrySetResult(true);
            return Task.CompletedTask;
        });
        await TestWait.For(said.Task, static () => "the problem");
        link.Problem = null;
        await TestWait.For(gone.Task, static () => "a look without it");
    }

    private sealed class CountedLink : IClusterLink
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public string? Problem { get; set; }

        public Task<IReadOnlyList<ClusterStatus>> StatusAsync()
        {
            Interlocked.Increment(ref _asked);
            return Problem is { } problem ? throw new SettingsException(problem) : Task.FromResult<IReadOnlyList<ClusterStatus>>([]);
        }

        public Task ActAsync(string run, RunAction action) => Task.CompletedTask;

        public Task DrainAsync(string node) => Task.CompletedTask;
    }
}
