using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Dashboard.Clips;
using MtrlAkka.Dashboard.Metrics;

namespace MtrlAkka.Dashboard.Feeds;

/// <summary>A checkpoint in a run's journal.</summary>
/// <param name="Number">Its number in the run.</param>
/// <param name="Round">Rounds that are complete in it.</param>
/// <param name="Life">Life of the run that committed it.</param>
/// <param name="Bytes">Bytes of all its blobs.</param>
/// <param name="Seconds">From the cut to the commit; null where no figure is left.</param>
/// <param name="PauseSeconds">How long the training stood still for it; null where it was not to go on.</param>
/// <param name="Written">When it was committed; null where no figure is left.</param>
/// <param name="Kept">Whether its blobs are still there.</param>
public sealed record CheckpointView(long Number, long Round, long Life, long Bytes, double? Seconds, double? PauseSeconds, DateTimeOffset? Written, bool Kept);

/// <summary>All that the pages of one run show beside its status, as it was found at one look. It never changes.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Serial">Grows when something has changed.</param>
/// <param name="Settings">Its settings; null where they cannot be read.</param>
/// <param name="Series">Its figures by tag.</param>
/// <param name="Checkpoints">Its checkpoints, newest first.</param>
/// <param name="Warnings">Its newest warnings, newest first.</param>
/// <param name="Clips">Its clips, newest first.</param>
/// <param name="Problem">What cannot be read, or null.</param>
public sealed record RunView(
    string Name,
    long Serial,
    RunSettings? Settings,
    IReadOnlyDictionary<string, MetricSeries> Series,
    IReadOnlyList<CheckpointView> Checkpoints,
    IReadOnlyList<LogWarning> Warnings,
    IReadOnlyList<Clip> Clips,
    string? Problem)
{
    /// <summary>Figures of a tag, or none.</summary>
    public MetricSeries this[string tag] => Series.TryGetValue(tag, out var series) ? series : MetricSeries.Empty;

    /// <summary>Before the first look.</summary>
    public static RunView Empty(string name) => new(name, 0, null, new Dictionary<string, MetricSeries>(), [], [], [], null);
}
