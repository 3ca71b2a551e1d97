using System.Collections.Concurrent;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Dashboard.Feeds;

/// <summary>
/// Looks at runs, studies and clusters for all browsers together, about once a second while there is one, and not at all while there is
/// none. What it finds is given to each of them; how many there are makes no difference to the run.
/// </summary>
public sealed class DashboardFeed : IAsyncDisposable
{
    private static readonly TimeSpan FoldersInterval = TimeSpan.FromSeconds(5), RunMemory = TimeSpan.FromMinutes(1);
    private readonly IClusterLink _link;
    private readonly string _runs, _studies;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _watched = new(0, 1);
    private readonly ConcurrentDictionary<object, Func<Task>> _watchers = new();
    private readonly ConcurrentDictionary<string, RunFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RunSummary> _finished = new(StringComparer.Ordinal);
    private readonly Task _looking;
    private (long Time, IReadOnlyList<RunSummary> Runs, IReadOnlyList<StudyView> Studies)? _folders;
    private volatile DashboardView _view = DashboardView.Empty;
    private long _looks;

    /// <summary>A feed that waits for the first browser.</summary>
    /// <param name="link">What is under way.</param>
    /// <param name="runs">The folder that keeps the runs.</param>
    /// <param name="studies">The folder that keeps the studies.</param>
    /// <param name="interval">Between two looks.</param>
    /// <param name="time">The clock.</param>
    public DashboardFeed(IClusterLink link, string runs, string studies, TimeSpan interval, TimeProvider time)
    {
        (_link, _runs, _studies, _interval, _time) = (link, runs, studies, interval, time);
        _looking = Task.Run(LookAsync);
    }

    /// <summary>What was found last.</summary>
    public DashboardView View => _view;

    /// <summary>How often it has looked.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>What was found last of a run; from now on, and for a minute after the last call, it is looked at.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null where there is no such run.</returns>
    public RunView? Run(string name)
    {
        if (!_feeds.TryGetValue(name, out var feed))
        {
            if (RunFolder.All(_runs).FirstOrDefault(folder => folder.Name == name) is not { } folder) return null;
            feed = _feeds.GetOrAdd(name, _ => new RunFeed(folder, _time));
        }

        feed.Asked = _time.GetTimestamp();
        return feed.View;
    }

    /// <summary>Has a browser told of each look, until what is given back is disposed of.</summary>
    /// <param name="looked">Told; it must not throw.</param>
    public IDisposable Watch(Func<Task> looked)
    {
        var watcher = new Watcher(this);
        _watchers[watcher] = looked;
        Wake();
        return watcher;
    }

    /// <summary>Does not wait for the interval's end, because something was done.</summary>
    public void Wake()
    {
        try
        {
            _watched.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is on its way already.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _watched.Dispose();
    }

    private async Task LookAsync()
    {
        while (true)
        {
            await _watched.WaitAsync(_watchers.IsEmpty ? Timeout.InfiniteTimeSpan : _interval, _stopping.Token).ConfigureAwait(false);
            if (_watchers.IsEmpty) continue;
            await LookOnceAsync().ConfigureAwait(false);
            await Task.WhenAll(_watchers.Values.Select(static told => told())).ConfigureAwait(false);
        }
    }

    private async Task LookOnceAsync()
    {
        IReadOnlyList<ClusterStatus> clusters = [];
        string? problem = null;
        try
        {
            clusters = await _link.StatusAsync().ConfigureAwait(false);
        }
        catch (SettingsException error)
        {
            problem = error.Message;
        }

        if (_folders is not { } folders || _time.GetElapsedTime(folders.Time) >= FoldersInterval)
            _folders = folders = (_time.GetTimestamp(), [.. RunFolder.All(_runs).Select(Summary)], [.. StudyView.All(_studies).Select(StudyView.Of)]);
        var view = new DashboardView(Interlocked.Increment(ref _looks), clusters, problem, folders.Runs, folders.Studies);
        foreach (var (name, feed) in _feeds)
        {
            if (_time.GetElapsedTime(feed.Asked) > RunMemory) _feeds.TryRemove(name, out _);
            else feed.Look(view.Status(name)?.CommitRound);
        }

        _view = view;
    }

    // Of a run that is finished nothing changes any more, and its blobs need not be counted again.
    private RunSummary Summary(RunFolder folder)
    {
        if (_finished.TryGetValue(folder.Name, out var known)) return known;
        var summary = RunSummary.Of(folder);
        if (summary.State == RunState.Finished) _finished.Add(folder.Name, summary);
        return summary;
    }

    private sealed class Watcher(DashboardFeed feed) : IDisposable
    {
        public void Dispose() => feed._watchers.TryRemove(this, out _);
    }
}
