using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>One environment as it is in one place; when it begins anew elsewhere the incarnation is higher.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Incarnation">Which of its lives.</param>
public readonly record struct EnvironmentKey(int Environment, Incarnation Incarnation);

/// <summary>
/// A worker has these environments: what comes from earlier incarnations of them is of no more use. Also asks how far the
/// shard is, where a worker heard nothing for a while. Answered with <see cref="StepsInserted"/>.
/// </summary>
/// <param name="Shard">The shard's instance.</param>
/// <param name="Worker">Who has them.</param>
/// <param name="Environments">The environments.</param>
public sealed record ClaimEnvironments(Incarnation Shard, PartAddress Worker, IReadOnlyList<EnvironmentKey> Environments) : ICrossesNodes;

/// <summary>Steps of environments, one after another, as packed rows. Nothing of it is changed once it is sent.</summary>
/// <param name="Environments">Environment of each step.</param>
/// <param name="Incarnations">Its incarnation.</param>
/// <param name="Numbers">Rows of that environment before this one, over all its incarnations.</param>
/// <param name="Versions">Updates in the weights that acted; -1: the warm start's uniform actions.</param>
/// <param name="Returns">Range of the environment's returns so far; empty where rewards are not normalised by them.</param>
/// <param name="Rows">The rows, packed as the replay keeps them.</param>
public sealed record StepRows(int[] Environments, long[] Incarnations, long[] Numbers, long[] Versions, ReturnRange[] Returns, float[] Rows);

/// <summary>New steps of a worker's environments.</summary>
/// <param name="Shard">The shard's instance.</param>
/// <param name="Steps">The steps.</param>
public sealed record AppendSteps(Incarnation Shard, StepRows Steps) : IBulkMessage;

/// <summary>How far a shard is with one environment. Both numbers only grow as long as shard and incarnation stay the same.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Incarnation">The newest incarnation that the shard knows.</param>
/// <param name="Inserted">The first row that is not in the replay.</param>
/// <param name="Received">The first row that has not come.</param>
public readonly record struct InsertMark(int Environment, Incarnation Incarnation, long Inserted, long Received);

/// <summary>The limiter let steps in, or the answer to <see cref="ClaimEnvironments"/>.</summary>
/// <param name="Shard">Index of the shard.</param>
/// <param name="Incarnation">Its instance.</param>
/// <param name="Marks">How far it is.</param>
/// <param name="Answer">Whether it answers a claim, so that what was sent before it and not received is lost.</param>
public sealed record StepsInserted(int Shard, Incarnation Incarnation, IReadOnlyList<InsertMark> Marks, bool Answer) : ICrossesNodes;

/// <summary>The learner lets a shard draw batches ahead; answered with a <see cref="BatchDrawn"/> for each, of the learner's incarnation.</summary>
/// <param name="Shard">The shard's instance.</param>
/// <param name="Learner">Who asks.</param>
/// <param name="Updates">Updates that it has done.</param>
/// <param name="From">The first update whose samples have not come.</param>
/// <param name="Until">The first update whose samples must not be drawn yet.</param>
/// <param name="Again">Whether what was drawn from <paramref name="From"/> on seems lost.</param>
public sealed record DrawBatches(Incarnation Shard, PartAddress Learner, long Updates, long From, long Until, bool Again) : ICrossesNodes;

/// <summary>A worker has no weights of this learner, or they did not come; answered with a <see cref="PublishPolicy"/> of the learner's incarnation.</summary>
/// <param name="Learner">The learner's instance.</param>
/// <param name="Worker">Who asks.</param>
public sealed record WantWeights(Incarnation Learner, PartAddress Worker) : ICrossesNodes;

/// <summary>The learner has weights to evaluate.</summary>
/// <param name="Evaluator">The evaluator's instance.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Version">The weights; their round names the evaluation.</param>
public sealed record EvaluateWeights(Incarnation Evaluator, PartAddress Learner, PolicyVersion Version) : IBulkMessage;

/// <summary>The evaluator has the weights and needs not be sent them again.</summary>
/// <param name="Evaluator">The evaluator's instance.</param>
/// <param name="Round">Round of the evaluation.</param>
public sealed record EvaluationTaken(Incarnation Evaluator, long Round) : ICrossesNodes;
