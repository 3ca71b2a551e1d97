using Akka.Actor;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>Begins a life of the run: fresh networks, or those of a checkpoint.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">First round to come.</param>
/// <param name="State">Blob of the learner, or null for a fresh one, with drawn weights or those of the settings.</param>
/// <param name="Policies">The policies of the workers: a publish goes once to each.</param>
public sealed record PrepareLearner(long Epoch, long Round, BlobRef? State, IReadOnlyList<IActorRef> Policies) : ICrossesNodes;

/// <summary>The learner is ready.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Version">The weights that it begins with.</param>
public sealed record LearnerPrepared(long Epoch, PolicyVersion Version) : ILifeMessage;

/// <summary>All updates of a round are done.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">The round.</param>
/// <param name="ToEvaluate">The weights, where the run evaluates after this round, or null.</param>
public sealed record RoundLearned(long Epoch, long Round, PolicyVersion? ToEvaluate) : ILifeMessage;
