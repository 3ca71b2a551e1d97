using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Dashboard.Clips;
using MtrlAkka.Dashboard.Metrics;

namespace MtrlAkka.Dashboard.Feeds;

/// <summary>Follows what a run writes into its folder: figures, journal, log and clips. One thread looks at a time.</summary>
internal sealed class RunFeed
{
    private static readonly TimeSpan JournalInterval = TimeSpan.FromSeconds(3);
    private readonly RunFolder _folder;
    private readonly TimeProvider _time;
    private readonly LineTail _metrics;
    private readonly LogTail _log;
    private MetricBook _book = new();
    private RunSettings? _settings;
    private IReadOnlyList<CheckpointManifest> _committed = [];
    private long? _journalRead;
    private string? _problem;
    private RunView _view;

    /// <summary>A feed that has not looked yet.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="time">The clock.</param>
    public RunFeed(RunFolder folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        _metrics = new LineTail(folder.Metrics);
        _log = new LogTail(Logs);
        _view = RunView.Empty(folder.Name);
    }

    /// <summary>When someone last asked, by the clock's time stamp.</summary>
    public long Asked { get; set; }

    /// <summary>What was found last.</summary>
    public RunView View => _view;

    /// <summary>Looks again.</summary>
    /// <param name="committed">Rounds of the last commit, where the run's status tells; it may hasten the look at the journal.</param>
    public void Look(long? committed)
    {
        _problem = null;
        Try(() => _settings ??= RunConfiguration.Read(_folder.Configuration).Settings);
        bool changed = false;
        Try(() => _metrics.Read(() => (_book, changed) = (new MetricBook(), true), line =>
        {
            _book.Add(line);
            changed = true;
        }));
        Try(_log.Read);
        bool due = _journalRead is not { } read || _time.GetElapsedTime(read) >= JournalInterval || (committed is { } round && round != (_committed is [.., var last] ? last.Round : 0));
        if (due) Try(ReadJournal);
        var clips = ClipShelf.Of(_folder);
        if (!changed && !due && _view.Problem == _problem && ReferenceEquals(_view.Warnings, _log.Warnings) && _view.Clips.SequenceEqual(clips)) return;
        _view = new RunView(_folder.Name, _view.Serial + 1, _settings, changed ? _book.Series : _view.Series, Checkpoints(), _log.Warnings, clips, _problem);
    }

    private void ReadJournal()
    {
        _journalRead = _time.GetTimestamp();
        _committed = RunJournal.Read(_folder).Committed;
    }

    private CheckpointView[] Checkpoints()
    {
        if (_settings is null) return [];
        var kept = new RetentionPolicy(_settings.Checkpoint.KeepLast, _settings.Checkpoint.KeepEvery).Kept(_committed).Select(static one => one.Number).ToHashSet();
        var (seconds, pauses) = (Written("metrics/checkpoint_seconds"), Written("metrics/checkpoint_pause_seconds"));
        return
        [
            .. _committed.OrderByDescending(static one => one.Number).Select(manifest =>
            {
                double step = (double)manifest.Round * _settings.EnvironmentCount;
                bool known = seconds.TryGetValue(step, out var written);
                return new CheckpointView(
                    manifest.Number,
                    manifest.Round,
                    manifest.FencingEpoch,
                    manifest.Blobs().Distinct().Sum(static blob => blob.Size),
                    known ? written.Value : null,
                    pauses.TryGetValue(step, out var pause) ? pause.Value : null,
                    known ? DateTimeOffset.FromUnixTimeMilliseconds((long)(written.Time * 1000)) : null,
                    kept.Contains(manifest.Number));
            }),
        ];
    }

    private Dictionary<double, (double Value, double Time)> Written(string tag)
    {
        var series = _book.Series.TryGetValue(tag, out var found) ? found : MetricSeries.Empty;
        return Enumerable.Range(0, series.Count).ToDictionary(i => series.Steps[i], i => (series.Values[i], series.Times[i]));
    }

    private IEnumerable<(string Folder, string? Source)> Logs()
    {
        yield return (Path.Combine(_folder.Path, "log"), null);
        // Nodes of a cluster keep their logs beside the runs.
        string nodes = Path.Combine(Path.GetDirectoryName(_folder.Path)!, "nodes");
        if (!Directory.Exists(nodes)) yield break;
        foreach (string node in Directory.EnumerateDirectories(nodes)) yield return (Path.Combine(node, "log"), Path.GetFileName(node));
    }

    private void Try(Action look)
    {
        try
        {
            look();
        }
        catch (Exception error) when (error is SettingsException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _problem ??= error.Message;
        }
    }
}
