using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>The figures of all nodes together.</summary>
/// <param name="StepsPerSecond">Environment steps a second.</param>
/// <param name="UpdatesPerSecond">Learner updates a second.</param>
/// <param name="InsertsPerSecond">Rows a second into the replay.</param>
/// <param name="SamplesPerSecond">Rows a second out of the replay.</param>
/// <param name="Waits">Environments as the mean over the nodes that have some, the learner as its node says.</param>
/// <param name="Environments">How many environments are hosted.</param>
/// <param name="PolicyAge">Rounds by which the oldest policy that acted was behind; null where none acted.</param>
/// <param name="Restarts">Parts that were restarted.</param>
/// <param name="LateHeartbeats">Heartbeats that came late.</param>
public sealed record ClusterTotals(
    double StepsPerSecond,
    double UpdatesPerSecond,
    double InsertsPerSecond,
    double SamplesPerSecond,
    WaitShares Waits,
    int Environments,
    long? PolicyAge,
    long Restarts,
    long LateHeartbeats)
{
    /// <summary>Adds up the reports of some nodes.</summary>
    public static ClusterTotals Of(IEnumerable<NodeFigures> nodes)
    {
        NodeFigures[] all = [.. nodes];
        NodeFigures[] workers = [.. all.Where(static node => node.Parts.Environments > 0)];
        return new ClusterTotals(
            all.Sum(static node => node.StepsPerSecond),
            all.Sum(static node => node.UpdatesPerSecond),
            all.Sum(static node => node.InsertsPerSecond),
            all.Sum(static node => node.SamplesPerSecond),
            new WaitShares(
                Mean(workers, static node => node.Waits.EnvironmentsForReplay),
                Mean(workers, static node => node.Waits.EnvironmentsForWeights),
                Mean(all.Where(static node => node.Parts.Learner), static node => node.Waits.LearnerForBatches)),
            all.Sum(static node => node.Parts.Environments),
            all.Max(static node => node.PolicyAge),
            all.Sum(static node => node.Restarts),
            all.Sum(static node => node.LateHeartbeats));
    }

    private static double Mean(IEnumerable<NodeFigures> nodes, Func<NodeFigures, double> figure) =>
        nodes.Select(figure).DefaultIfEmpty().Average();
}
