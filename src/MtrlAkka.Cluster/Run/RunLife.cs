using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// One life of a run: from a checkpoint (or nothing) until it ends or something is lost. Knows what has been made
/// ready, the clock and the evaluations.
/// </summary>
public sealed class RunLife
{
    private readonly RunContext _run;
    private readonly SortedDictionary<long, EvaluationResult> _results = [];
    private readonly HashSet<int> _environments = [];
    private int _shardsReady;

    /// <summary>A life that nothing is ready for yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">Its number.</param>
    /// <param name="manifest">The checkpoint to go on from, or null for the beginning.</param>
    /// <exception cref="BlobException">A small part of the checkpoint is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A small part of the checkpoint is not what it should be.</exception>
    public RunLife(RunContext run, long epoch, CheckpointManifest? manifest)
    {
        _run = run;
        (Epoch, Manifest, Round) = (epoch, manifest, manifest?.Round ?? 0);
        Shards = new IActorRef[run.Settings.Replay.Shards];
        Clock = new RoundClock(
            run.Settings.Rounds,
            run.Settings.Learner.WarmStartRounds,
            run.Settings.Checkpoint.Interval,
            run.Evaluations,
            Shards.Length,
            Round);
        if (manifest is null) return;
        EnvironmentStates = EncodedState.Parse(run.Blobs.ReadVerified(manifest.Environments[0].Blob));
        Versions = LearnerState.ReadPolicies(run.Blobs, manifest.Policy);
        foreach (var result in EvaluationHistory.Read(run.Blobs, manifest.EvaluationHistory!)) _results.Add(result.Round, result);
        if (manifest.PendingEvaluation is { } pending) ToEvaluate(LearnerState.ReadPolicies(run.Blobs, pending)[0]);
    }

    /// <summary>Number of the life; every message of the run carries it.</summary>
    public long Epoch { get; }

    /// <summary>The checkpoint that it went on from, or null.</summary>
    public CheckpointManifest? Manifest { get; }

    /// <summary>Rounds that were complete when it began.</summary>
    public long Round { get; }

    /// <summary>Counts the rounds.</summary>
    public RoundClock Clock { get; }

    /// <summary>The shards' actors, by index.</summary>
    public IActorRef[] Shards { get; }

    /// <summary>The learner's actor.</summary>
    public IActorRef Learner { get; private set; } = ActorRefs.Nobody;

    /// <summary>State of every environment by its index, or null for fresh ones.</summary>
    public EncodedState? EnvironmentStates { get; }

    /// <summary>Weights that coming rounds need, oldest first.</summary>
    public IReadOnlyList<PolicyVersion> Versions { get; private set; } = [];

    /// <summary>Weights whose evaluation is not in the history yet, or null.</summary>
    public PolicyVersion? PendingEvaluation { get; private set; }

    /// <summary>All evaluations so far, by round.</summary>
    public IReadOnlyList<EvaluationResult> Evaluations => [.. _results.Values];

    /// <summary>Environments that are not ready yet.</summary>
    public IEnumerable<int> EnvironmentsMissing => Enumerable.Range(0, _run.Settings.EnvironmentCount).Except(_environments);

    /// <summary>The learner is ready.</summary>
    public void LearnerReady(IActorRef learner, PolicyVersion version)
    {
        Learner = learner;
        if (Manifest is null) Versions = [version];
    }

    /// <summary>A shard is ready.</summary>
    /// <returns>Whether all of them are.</returns>
    public bool ShardReady(int shard, IActorRef actor)
    {
        Shards[shard] = actor;
        return ++_shardsReady == Shards.Length;
    }

    /// <summary>An environment is ready.</summary>
    public void EnvironmentReady(int environment) => _environments.Add(environment);

    /// <summary>Weights that are evaluated from now on.</summary>
    public void ToEvaluate(PolicyVersion version)
    {
        PendingEvaluation = version;
        Clock.EvaluationTaken(version.Round);
    }

    /// <summary>An evaluation is done.</summary>
    public void Evaluated(EvaluationResult result)
    {
        _results[result.Round] = result;
        Clock.Evaluated(result.Round);
    }

    /// <summary>The evaluations that belong into a checkpoint of a round: those that are due by then.</summary>
    public IReadOnlyList<EvaluationResult> HistoryAt(long round) =>
        [.. _results.Values.Where(result => _run.Evaluations.Due(result.Round) <= round)];

    /// <summary>The weights that a checkpoint of a round must keep for an evaluation that is due later, or null.</summary>
    public PolicyVersion? PendingAt(long round) =>
        PendingEvaluation is { } version && _run.Evaluations.Due(version.Round) > round ? version : null;
}
