using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>Puts together how a run stands: from what its meter showed last and what the nodes report.</summary>
public static class RunProgress
{
    /// <summary>How a run stands.</summary>
    /// <param name="run">The run.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="epoch">Its present life.</param>
    public static RunStatus Of(OpenRun run, IReadOnlyList<NodeStatus> nodes, long epoch)
    {
        var shown = run.Progress();
        var totals = ClusterTotals.Of(nodes.Where(static node => node.State is NodeState.Up or NodeState.Draining).Select(static node => node.Figures).OfType<NodeFigures>());
        return new RunStatus
        {
            Name = run.Context.RunId,
            Preset = shown?.Preset ?? "",
            Mode = run.Context.Settings.Async is null ? "lockstep" : "async",
            Phase = shown?.Phase ?? "starting",
            Round = shown?.Round ?? 0,
            TotalRounds = run.Context.Settings.Rounds,
            Epoch = epoch,
            Rollbacks = shown?.Rollbacks ?? 0,
            CommitRound = shown?.CheckpointRound,
            CommitAge = shown?.CheckpointAge?.TotalSeconds,
            StepsPerSecond = shown?.EnvironmentStepsPerSecond,
            UpdatesPerSecond = shown?.UpdatesPerSecond,
            EvaluationSuccess = shown?.MeanEvaluationSuccess,
            TrainingSuccess = shown?.MeanTrainingSuccess,
            Waits = totals.Waits,
            Quarantined = shown?.Quarantined ?? [],
            Alarms = shown?.Alarms ?? [],
        };
    }
}
