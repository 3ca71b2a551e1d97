using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>Makes a node's figures for its reports: rates between one report and the next.</summary>
/// <param name="meter">What the node counts.</param>
/// <param name="time">The clock.</param>
public sealed class NodeReporter(NodeMeter meter, TimeProvider time)
{
    private Reading _last = Reading.Of(meter, time);

    /// <summary>The figures since the last call, or since this was made.</summary>
    /// <param name="parts">What the node hosts.</param>
    public NodeFigures Report(NodeParts parts)
    {
        var (now, last) = (Reading.Of(meter, time), _last);
        _last = now;
        double seconds = time.GetElapsedTime(last.Time, now.Time).TotalSeconds;
        return new NodeFigures
        {
            Parts = parts,
            Seconds = seconds,
            StepsPerSecond = Rate(now.Steps - last.Steps),
            UpdatesPerSecond = Rate(now.Updates - last.Updates),
            InsertsPerSecond = Rate(now.Inserts - last.Inserts),
            SamplesPerSecond = Rate(now.Samples - last.Samples),
            Waits = new WaitShares(
                Share(now.ForReplay - last.ForReplay), Share(now.ForWeights - last.ForWeights), Share(now.ForBatches - last.ForBatches)),
            PolicyAge = meter.PolicyAge.Value,
            DeepestMailbox = meter.Mailboxes.Read().Select(static one => one.Depth).DefaultIfEmpty().Max(),
            BytesInFlight = meter.BulkInFlight.Value ?? 0,
            BytesQueued = meter.BulkQueued.Value ?? 0,
            BytesUnhandled = meter.BulkUnhandled.Value ?? 0,
            Memory = ProcessFigures.Memory,
            ManagedMemory = ProcessFigures.ManagedMemory,
            Handles = ProcessFigures.Handles,
            Threads = ProcessFigures.Threads,
            Cores = Rate((now.Processor - last.Processor).TotalSeconds),
            Restarts = meter.AllRestarts,
            LateHeartbeats = meter.LateHeartbeats.Value,
        };

        double Rate(double number) => seconds > 0 ? number / seconds : 0;

        double Share(double waited) => Math.Clamp(Rate(waited), 0, 1);
    }

    private readonly record struct Reading(
        long Time, long Steps, long Updates, long Inserts, long Samples, double ForReplay, double ForWeights, double ForBatches, TimeSpan Processor)
    {
        public static Reading Of(NodeMeter meter, TimeProvider time) => new(
            time.GetTimestamp(),
            meter.Steps.Value,
            meter.Updates.Value,
            meter.Inserts.Value,
            meter.Samples.Value,
            meter.EnvironmentWaits.Seconds(WaitingFor.Replay),
            meter.EnvironmentWaits.Seconds(WaitingFor.Weights),
            meter.LearnerWaits.Seconds(WaitingFor.Batches),
            ProcessFigures.Processor);
    }
}
