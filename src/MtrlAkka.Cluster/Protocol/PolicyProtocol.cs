using Akka.Actor;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>Weights of the actor after the updates of all rounds before <paramref name="Round"/>.</summary>
/// <param name="Round">Rounds whose updates are in these weights.</param>
/// <param name="Weights">The actor's parameters.</param>
public sealed record PolicyVersion(long Round, PolicyWeights Weights);

/// <summary>Begins a life of the run on a worker: its policy forgets environments and weights of the life before.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Worker">Index of the worker in this life.</param>
/// <param name="Round">First round to step.</param>
/// <param name="Environments">Indices of the environments that this policy hosts and answers.</param>
/// <param name="States">What <see cref="EnvironmentCaptured"/> held, for each of them; empty for new ones.</param>
/// <param name="Quarantined">Those of them that make no more steps from this life on.</param>
/// <param name="Versions">Weights that rounds from <paramref name="Round"/> on still need.</param>
/// <param name="Shards">The replay's shards, by index.</param>
/// <param name="Metrics">Where figures go.</param>
public sealed record PreparePolicy(
    long Epoch,
    int Worker,
    long Round,
    IReadOnlyList<int> Environments,
    IReadOnlyList<byte[]> States,
    IReadOnlyList<int> Quarantined,
    IReadOnlyList<PolicyVersion> Versions,
    IReadOnlyList<IActorRef> Shards,
    IActorRef Metrics) : ILifeMessage;

/// <summary>New weights; a publish goes once to each node.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Version">The weights.</param>
public sealed record PublishPolicy(long Epoch, PolicyVersion Version) : ILifeMessage;

/// <summary>Weights that this node reads no more; the learner may write later ones into their array.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Version">The weights.</param>
public sealed record PolicyRetired(long Epoch, PolicyVersion Version) : IGivesBack;

/// <summary>Lets rounds before <paramref name="Until"/> begin.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Serial">Counts grants and revocations of the life: what comes behind a later one is void.</param>
/// <param name="Until">First round that must not begin.</param>
public sealed record GrantRounds(long Epoch, long Serial, long Until) : ICrossesNodes;

/// <summary>Takes back what was granted and has not begun.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Serial">As in <see cref="GrantRounds"/>.</param>
public sealed record RevokeRounds(long Epoch, long Serial) : ICrossesNodes;

/// <summary>Answers <see cref="RevokeRounds"/>.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Serial">That of the question.</param>
/// <param name="Worker">Index of the worker.</param>
/// <param name="Until">First round that will not begin there.</param>
public sealed record RoundsRevoked(long Epoch, long Serial, int Worker, long Until) : ICrossesNodes;
