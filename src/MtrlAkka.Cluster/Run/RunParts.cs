using Akka.Actor;

namespace MtrlAkka.Cluster.Run;

/// <summary>The actors that the coordinator leads.</summary>
/// <param name="Environments">Shard region of the environments.</param>
/// <param name="Policy">The policy of this node.</param>
/// <param name="Shards">Replay shards, by index.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Evaluator">The evaluator.</param>
/// <param name="Metrics">Where figures go.</param>
public sealed record RunParts(
    IActorRef Environments,
    IActorRef Policy,
    IReadOnlyList<IActorRef> Shards,
    IActorRef Learner,
    IActorRef Evaluator,
    IActorRef Metrics);
