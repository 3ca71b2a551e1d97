using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>
/// An asynchronous run: who may act, what is let in and what is drawn is decided by the run's own <see cref="AsyncWorker"/>, <see cref="AsyncShard"/>
/// with its limiter and rings, and <see cref="AsyncLearner{TSamples}"/>.
/// </summary>
public sealed class AsyncRun : SimulatedRun
{
    private readonly AsyncShardPart[] _shards;
    private readonly AsyncLearnerPart _learner;

    internal AsyncRun(RunSettings settings, ClusterShape shape, RunCosts costs, BulkSettings bulk, ulong seed)
        : base(settings, shape, costs, bulk, seed)
    {
        int made = 0;
        var learner = Address(LearnerNode, RunPart.Learner, 0);
        PartAddress[] shards = [.. ShardNodes.Select((node, shard) => Address(node, RunPart.Replay, shard))];
        int[] working = [.. Enumerable.Range(0, WorkerNodes.Count).Where(worker => EnvironmentsOf(worker).Count > 0)];
        PartAddress[] workers = [.. working.Select(worker => Address(WorkerNodes[worker], RunPart.Policy, worker))];
        var roster = new Roster(1, 1, learner, shards, null, workers, [], 0, 0, Paused: false);
        _learner = Add(new AsyncLearnerPart(this, LearnerNode, learner));
        _shards = [.. shards.Select((address, shard) => Add(new AsyncShardPart(this, ShardNodes[shard], address)))];
        AsyncWorkerPart[] parts = [.. working.Select((worker, i) => Add(new AsyncWorkerPart(this, WorkerNodes[worker], workers[i], EnvironmentsOf(worker))))];
        foreach (var part in (SimulatedPart[])[_learner, .. _shards, .. parts]) part.Tell(roster);

        PartAddress Address(SimulatedNode node, RunPart part, int index) => new(node.Name, part, index, Incarnation.Of(1, ++made));
    }

    /// <inheritdoc/>
    public override long Steps => _shards.Sum(static shard => shard.Rows);

    /// <inheritdoc/>
    public override long Updates => _learner.Updates;

    /// <summary>Name of a part on its node.</summary>
    internal static string NameOf(PartAddress address) => $"{address.Part}-{address.Index}";

    /// <summary>The node of a part.</summary>
    internal SimulatedNode NodeOf(PartAddress address) => address.Part switch
    {
        RunPart.Learner => LearnerNode,
        RunPart.Replay => ShardNodes[address.Index],
        _ => WorkerNodes[address.Index],
    };

    /// <summary>Weights to publish.</summary>
    internal PolicyVersion Version(long round, long updates) => new(round, Weights with { Version = updates });

    /// <summary>Threads that step a worker's environments, and what they wait for.</summary>
    internal (Station Pool, WaitClock Waits) Environments(SimulatedNode node, int count) => AddWorker(node, count);

    /// <summary>What one step of an environment takes.</summary>
    internal double SecondsOf(int environment, long number) => StepSeconds(environment, number);
}
