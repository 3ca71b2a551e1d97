using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cli.Display;

/// <summary>A cluster's status as plain lines, for logs and pipes.</summary>
public static class ClusterLines
{
    /// <summary>All that is known: the cluster, its run, its nodes, what waits and what is wrong, a line each.</summary>
    public static IEnumerable<string> All(ClusterStatus status)
    {
        yield return $"{ClusterText.Nodes(status)}, director {status.Director}";
        if (status.Run is { } run)
        {
            yield return Run(run);
            yield return Waits(run.Waits);
        }
        else
        {
            yield return "no run is active";
        }

        foreach (var node in status.Nodes) yield return Node(node);
        if (status.Queue.Count > 0) yield return $"queue: {string.Join(", ", status.Queue)}";
        foreach (string alarm in Alarms(status)) yield return alarm;
    }

    /// <summary>One line for each look: the run, or that there is none, and the nodes.</summary>
    public static string Summary(ClusterStatus status) =>
        $"{(status.Run is { } run ? Run(run) : "no run is active")}; {ClusterText.Nodes(status)}";

    /// <summary>What is wrong with the cluster and its run, quarantined tasks included.</summary>
    public static IEnumerable<string> Alarms(ClusterStatus status) =>
    [
        .. status.Alarms.Select(static alarm => $"alarm: {alarm}"),
        .. status.Run?.Alarms.Select(static alarm => $"alarm: {alarm}") ?? [],
        .. status.Run is { Quarantined.Count: > 0 } run ? [$"alarm: in quarantine, left out of the training: {string.Join(", ", run.Quarantined)}"] : (string[])[],
    ];

    private static string Run(RunStatus run)
    {
        var parts = new List<string> { $"{run.Name} ({run.Preset}, {run.Mode}): {run.Phase}", $"round {ClusterText.Rounds(run)}", ClusterText.Life(run) };
        if (run.StepsPerSecond is not null) parts.Add($"{Figures.Rate(run.StepsPerSecond)} steps/s");
        if (run.UpdatesPerSecond is not null) parts.Add($"{Figures.Rate(run.UpdatesPerSecond)} updates/s");
        if (run.EvaluationSuccess is not null) parts.Add($"evaluated {Figures.Share(run.EvaluationSuccess)}");
        if (run.TrainingSuccess is not null) parts.Add($"training {Figures.Share(run.TrainingSuccess)}");
        if (run.CommitRound is not null) parts.Add($"committed {ClusterText.Commit(run)}");
        return string.Join(", ", parts);
    }

    private static string Waits(WaitShares waits) =>
        $"environments wait {ClusterText.Waiting(waits.EnvironmentsForReplay)} of the time for the replay, {ClusterText.Waiting(waits.EnvironmentsForWeights)} for weights; "
        + $"the learner {ClusterText.Waiting(waits.LearnerForBatches)} for batches";

    private static string Node(NodeStatus node)
    {
        var parts = new List<string> { $"{node.Address} {ClusterText.State(node)}", string.Join('+', node.Roles) };
        if (node.Figures is { } figures)
        {
            if (ClusterText.Parts(figures.Parts) is { Length: > 0 } hosted) parts.Add(hosted);
            if (figures.Parts.Environments > 0) parts.Add($"{Figures.Rate(figures.StepsPerSecond)} steps/s");
            if (figures.Parts.Learner) parts.Add($"{Figures.Rate(figures.UpdatesPerSecond)} updates/s");
            if (figures.Parts.Shards.Count > 0) parts.Add($"{Figures.Rate(figures.InsertsPerSecond)} rows/s in, {Figures.Rate(figures.SamplesPerSecond)} out");
            if (figures.PolicyAge is { } age) parts.Add($"policy {age} behind");
            parts.Add($"{Figures.Rate(figures.Cores)} cores");
            parts.Add($"{Figures.Bytes(figures.Memory)}, {figures.Handles} handles");
            parts.Add($"mailbox {figures.DeepestMailbox}");
            if (figures.BytesInFlight > 0) parts.Add($"{Figures.Bytes(figures.BytesInFlight)} in flight");
            if (figures.BytesQueued > 0) parts.Add($"{Figures.Bytes(figures.BytesQueued)} queued");
            if (figures.Restarts > 0) parts.Add($"{figures.Restarts} restarts");
            if (figures.LateHeartbeats > 0) parts.Add($"{figures.LateHeartbeats} late heartbeats");
        }

        return string.Join(", ", parts);
    }
}
