using System.Diagnostics.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>The names, units and meanings under which a <see cref="NodeMeter"/>'s values leave the process.</summary>
internal sealed class NodeInstruments
{
    private static readonly double[] Durations = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] Gaps = [0.25, 0.5, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 30];

    private readonly Meter _meter;

    public NodeInstruments(Meter meter, NodeMeter node)
    {
        _meter = meter;
        Count("mtrl.environment.steps", "{step}", "Environment steps", node.Steps);
        Count("mtrl.environment.episodes", "{episode}", "Training episodes that ended", node.Episodes);
        Count("mtrl.environment.failures", "{failure}", "Failures of environments", node.EnvironmentFailures);
        Count("mtrl.learner.updates", "{update}", "Updates of the learner", node.Updates);
        Count("mtrl.replay.inserts", "{row}", "Rows that came into shards", node.Inserts);
        Count("mtrl.replay.samples", "{row}", "Rows drawn from shards", node.Samples);
        meter.CreateObservableCounter("mtrl.wait.time", () => Waits(node), "s", "Time in which one part stood still for another");
        Level("mtrl.policy.age", "{round}", "Rounds by which the policy that acted last was behind; in async mode updates", node.PolicyAge);
        meter.CreateObservableGauge(
            "mtrl.mailbox.depth",
            () => node.Mailboxes.Read().Select(static one => new Measurement<int>(one.Depth, new KeyValuePair<string, object?>("actor", one.Actor))),
            "{message}", "Messages that wait in an actor's mailbox");
        Count("mtrl.bulk.sent", "By", "Large messages sent to other nodes", node.BulkSent);
        Count("mtrl.bulk.streamed", "By", "Large messages sent past Akka's remoting, over streams", node.BulkStreamed);
        Count("mtrl.bulk.received", "By", "Large messages that came from other nodes", node.BulkReceived);
        Level("mtrl.bulk.in_flight", "By", "Large messages on their way, not acknowledged yet", node.BulkInFlight);
        Level("mtrl.bulk.queued", "By", "Large messages that wait to go", node.BulkQueued);
        Level("mtrl.bulk.unhandled", "By", "Large messages that came and are not handled yet", node.BulkUnhandled);
        meter.CreateObservableCounter("mtrl.part.restarts", () => Restarts(node), "{restart}", "Parts that were restarted");
        Level("mtrl.run.epoch", "{life}", "Number of the run's present life", node.Epoch);
        Level("mtrl.run.round", "{round}", "Rounds that are complete", node.Round);
        Count("mtrl.run.rollbacks", "{rollback}", "Times that the run went back to its last commit", node.Rollbacks);
        meter.CreateObservableGauge(
            "mtrl.run.quarantined",
            () => node.Quarantined.Select(static one => new Measurement<int>(one.Environments, new KeyValuePair<string, object?>("task", one.Task))),
            "{environment}", "Environments that are left out because they failed too often");
        CheckpointDuration = Histogram("mtrl.checkpoint.duration", "From the cut to the commit", Durations);
        CheckpointPause = Histogram("mtrl.checkpoint.pause", "Time in which the training stood still for a checkpoint", Durations);
        Level("mtrl.checkpoint.size", "By", "All blobs of the last checkpoint", node.CheckpointBytes);
        Count("mtrl.checkpoint.written", "By", "Blobs written for checkpoints", node.CheckpointNewBytes);
        meter.CreateObservableGauge("mtrl.checkpoint.age", () => Known(node.CheckpointAge), "s", "Time since the last commit");
        HeartbeatGap = Histogram("mtrl.heartbeat.gap", "Time between two heartbeats of another node", Gaps);
        Count("mtrl.heartbeat.late", "{heartbeat}", "Heartbeats that came late", node.LateHeartbeats);
        Level("mtrl.node.unreachable", "{node}", "Members of the cluster that this node cannot reach", node.Unreachable);
        meter.CreateObservableUpDownCounter("mtrl.process.handles", static () => ProcessFigures.Handles, "{handle}", "File descriptors that the process has open");
        meter.CreateObservableUpDownCounter("mtrl.process.threads", static () => ProcessFigures.Threads, "{thread}", "Threads of the process");
        meter.CreateObservableUpDownCounter("mtrl.process.tensors", static () => TorchRuntime.Tensors, "{tensor}", "Native tensors of the process");
    }

    public Histogram<double> CheckpointDuration { get; }

    public Histogram<double> CheckpointPause { get; }

    public Histogram<double> HeartbeatGap { get; }

    private static IEnumerable<Measurement<double>> Waits(NodeMeter node)
    {
        yield return Wait(node.EnvironmentWaits, "environments", WaitingFor.Replay);
        yield return Wait(node.EnvironmentWaits, "environments", WaitingFor.Weights);
        yield return Wait(node.LearnerWaits, "learner", WaitingFor.Batches);
    }

    private static Measurement<double> Wait(WaitClock clock, string who, WaitingFor what) =>
        new(clock.Seconds(what), new("who", who), new("for", Lower(what)));

    private static IEnumerable<Measurement<long>> Restarts(NodeMeter node) =>
        Enum.GetValues<RunPart>().Select(part => new Measurement<long>(node.Restarts(part).Value, new KeyValuePair<string, object?>("part", Lower(part))));

    private static Measurement<double>[] Known(double? value) => value is { } known ? [new Measurement<double>(known)] : [];

    private static Measurement<long>[] Known(long? value) => value is { } known ? [new Measurement<long>(known)] : [];

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private void Count(string name, string unit, string meaning, NodeCount count) =>
        _meter.CreateObservableCounter(name, () => count.Value, unit, meaning);

    private void Level(string name, string unit, string meaning, NodeLevel level) =>
        _meter.CreateObservableGauge(name, () => Known(level.Value), unit, meaning);

    private Histogram<double> Histogram(string name, string meaning, double[] buckets) =>
        _meter.CreateHistogram(name, "s", meaning, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
