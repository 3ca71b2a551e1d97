using System.Collections.Immutable;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Learning;
using TransitionBatch = MtrlAkka.Replay.TransitionBatch;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>What some environments of a shard's tasks did in one round.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">The vector step.</param>
/// <param name="Steps">One entry for each environment.</param>
public sealed record AppendRound(long Epoch, long Round, IReadOnlyList<EnvironmentStepped> Steps) : ILifeMessage;

/// <summary>All environments of the shard's tasks have delivered the round.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Round">The vector step.</param>
public sealed record RoundAppended(long Epoch, int Shard, long Round) : ICrossesNodes;

/// <summary>Samples of a shard's tasks for one update; drawn as soon as the round is complete.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Update">Index of the update.</param>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Samples">Rows grouped by task; on loan until <see cref="BatchUsed"/>.</param>
/// <param name="Returns">The discounted returns of each of the shard's tasks up to the round that the samples were drawn after; empty where rewards are not normalised by them.</param>
public sealed record BatchDrawn(long Epoch, long Update, int Shard, TransitionBatch Samples, ImmutableArray<ReturnRange> Returns) : ILifeMessage;

/// <summary>Gives a batch back to its shard, to be filled again.</summary>
/// <param name="Samples">What was on loan.</param>
public sealed record BatchUsed(TransitionBatch Samples) : IGivesBack;

/// <summary>Empties the shard, or fills it as it was captured.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">First round to come.</param>
/// <param name="Manifest">What <see cref="ReplayStored"/> held, or null for an empty shard.</param>
/// <param name="Learner">Where samples go.</param>
public sealed record PrepareReplay(long Epoch, long Round, ShardManifest? Manifest, IActorRef Learner) : ILifeMessage;
