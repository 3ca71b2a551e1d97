using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Nodes;
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
    private readonly HashSet<string> _assigned = [];
    private readonly HashSet<(RunPart Part, int Index)> _ready = [];
    private readonly int _parts;

    /// <summary>A life that nothing is ready for yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">Its number.</param>
    /// <param name="manifest">The checkpoint to go on from, or null for the beginning.</param>
    /// <param name="placement">Where its parts are.</param>
    /// <exception cref="BlobException">A small part of the checkpoint is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A small part of the checkpoint is not what it should be.</exception>
    public RunLife(RunContext run, long epoch, CheckpointManifest? manifest, Placement placement)
    {
        _run = run;
        (Epoch, Manifest, Round) = (epoch, manifest, manifest?.Round ?? 0);
        Shards = new IActorRef[placement.Shards.Count];
        Policies = new IActorRef[placement.Workers.Count];
        // The learner and the evaluator too.
        _parts = Shards.Length + Policies.Length + 2;
        Clock = new RoundClock(
            run.Settings.Rounds,
            run.Settings.Learner.WarmStartRounds,
            run.Settings.Checkpoint.Interval,
            run.Evaluations,
            Shards.Length,
            Round);
        if (manifest is null) return;
        if (manifest.Environments.Count == 0) throw new InvalidDataException("it is of an asynchronous run and holds no environments: go on with run.mode = async");
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

    /// <summary>The workers' policies, by index.</summary>
    public IActorRef[] Policies { get; }

    /// <summary>The learner's actor.</summary>
    public IActorRef Learner { get; set; } = ActorRefs.Nobody;

    /// <summary>The evaluator's actor.</summary>
    public IActorRef Evaluator { get; set; } = ActorRefs.Nobody;

    /// <summary>Whether every part is ready.</summary>
    public bool IsReady => _ready.Count == _parts;

    /// <summary>State of every environment by its index, or null for fresh ones.</summary>
    public EncodedState? EnvironmentStates { get; }

    /// <summary>Weights that coming rounds need, oldest first.</summary>
    public IReadOnlyList<PolicyVersion> Versions { get; private set; } = [];

    /// <summary>Weights whose evaluation is not in the history yet, or null.</summary>
    public PolicyVersion? PendingEvaluation { get; private set; }

    /// <summary>All evaluations so far, by round.</summary>
    public IReadOnlyList<EvaluationResult> Evaluations => [.. _results.Values];

    /// <summary>A node has made the actors of its parts.</summary>
    /// <returns>How many nodes have; null where this one was known.</returns>
    public int? Assigned(string address) => _assigned.Add(address) ? _assigned.Count : null;

    /// <summary>The learner is ready.</summary>
    public void LearnerReady(PolicyVersion version)
    {
        if (Manifest is null) Versions = [version];
        _ready.Add((RunPart.Learner, 0));
    }

    /// <summary>Another part is ready.</summary>
    public void PartReady(RunPart part, int index) => _ready.Add((part, index));

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
