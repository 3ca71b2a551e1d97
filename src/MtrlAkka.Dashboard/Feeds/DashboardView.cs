using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Dashboard.Feeds;

/// <summary>What all pages show, as it was found at one look. It never changes.</summary>
/// <param name="Serial">Grows with every look.</param>
/// <param name="Clusters">What is under way: a cluster, or the runs of this process, each with its node.</param>
/// <param name="Problem">Why that could not be found out this time, or null.</param>
/// <param name="Runs">The runs' folders, by name.</param>
/// <param name="Studies">The studies' folders, by name.</param>
public sealed record DashboardView(
    long Serial, IReadOnlyList<ClusterStatus> Clusters, string? Problem, IReadOnlyList<RunSummary> Runs, IReadOnlyList<StudyView> Studies)
{
    /// <summary>Before the first look.</summary>
    public static DashboardView Empty { get; } = new(0, [], null, [], []);

    /// <summary>How a run stands that is under way; null where it is not, as far as can be seen from here.</summary>
    public RunStatus? Status(string run) => Clusters.Select(static cluster => cluster.Run).FirstOrDefault(status => status?.Name == run);
}
