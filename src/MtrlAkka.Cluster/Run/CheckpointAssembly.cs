using System.Globalization;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Collects the parts of one checkpoint. Once all are captured the training goes on; once all are stored there is a
/// manifest to commit.
/// </summary>
public sealed class CheckpointAssembly
{
    private readonly RunContext _run;
    private readonly byte[]?[] _environments;
    private readonly ShardManifest?[] _shards;
    private readonly HashSet<int> _capturedShards = [];
    private bool _learnerCaptured;
    private LearnerStored? _learner;
    private SmallPartsStored? _small;

    /// <summary>An assembly with nothing in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">Life of the run.</param>
    /// <param name="round">Rounds that are complete.</param>
    /// <param name="number">Number of the checkpoint in the run.</param>
    /// <param name="started">When the run stood still for it.</param>
    public CheckpointAssembly(RunContext run, long epoch, long round, long number, long started)
    {
        _run = run;
        (Epoch, Round, Number, Started) = (epoch, round, number, started);
        _environments = new byte[run.Settings.EnvironmentCount][];
        _shards = new ShardManifest[run.Settings.Replay.Shards];
    }

    /// <summary>Life of the run.</summary>
    public long Epoch { get; }

    /// <summary>Rounds that are complete.</summary>
    public long Round { get; }

    /// <summary>Number of the checkpoint in the run.</summary>
    public long Number { get; }

    /// <summary>Time stamp of the moment when the run stood still for it.</summary>
    public long Started { get; }

    /// <summary>Whether every part is copied, so that the training may go on.</summary>
    public bool Captured =>
        _learnerCaptured && _capturedShards.Count == _shards.Length && _environments.All(static state => state is not null);

    /// <summary>Why a part of it could not be written, or null.</summary>
    public Cause? Failure { get; set; }

    /// <summary>Seconds in which the training stood still for it; null while it does, or where it is not to go on.</summary>
    public double? Pause { get; set; }

    /// <summary>Whether the training goes on beside it.</summary>
    public bool Released { get; set; }

    /// <summary>Whether every part is on disk.</summary>
    public bool Stored => _learner is not null && _small is not null && _shards.All(static shard => shard is not null);

    /// <summary>The learner or a shard has copied its state.</summary>
    public void Add(PartCaptured captured)
    {
        if (captured.Part == RunPart.Learner) _learnerCaptured = true;
        else _capturedShards.Add(captured.Index);
    }

    /// <summary>An environment's state came.</summary>
    public void Add(EnvironmentCaptured captured) => _environments[captured.Environment] = captured.State;

    /// <summary>The learner's part is on disk.</summary>
    public void Add(LearnerStored stored) => _learner = stored;

    /// <summary>A shard's part is on disk.</summary>
    public void Add(ReplayStored stored) => _shards[stored.Shard] = stored.Manifest;

    /// <summary>The small parts are on disk.</summary>
    public void Add(SmallPartsStored stored) => _small = stored;

    /// <summary>Writes environments, policy and evaluations, off the actor's thread.</summary>
    /// <param name="history">Evaluations that belong to the checkpoint.</param>
    /// <param name="pending">Weights of an evaluation that is due later, or null.</param>
    public SmallPartsStored StoreSmallParts(IReadOnlyList<EvaluationResult> history, PolicyVersion? pending)
    {
        var states = new EncodedState();
        for (int i = 0; i < _environments.Length; i++) states.Add<byte>(EnvironmentName(i), _environments[i]);
        return new SmallPartsStored(
            Epoch,
            Round,
            _run.Blobs.Write(states.WriteTo),
            pending is null ? null : _run.Blobs.Write(LearnerState.ToFile([pending]).Write),
            _run.Blobs.Write(EvaluationHistory.ToBytes(history)));
    }

    /// <summary>What to commit.</summary>
    public CheckpointManifest Manifest()
    {
        return new CheckpointManifest(
            _run.RunId,
            Epoch,
            Number,
            Round,
            _run.Provenance,
            _learner!.State,
            _learner.Policy,
            [.. Enumerable.Range(0, _environments.Length).Select(i => new EnvironmentEntry(_run.Settings.TaskOf(i), _run.Settings.CopyOf(i), _small!.Environments))],
            [.. _shards.Select(static shard => shard!)],
            new Dictionary<string, long> { ["updates"] = _run.Settings.UpdatesAfter(Round) },
            _small!.EvaluationHistory,
            _small.PendingEvaluation);
    }

    /// <summary>Name of an environment's state among those of its blob.</summary>
    public static string EnvironmentName(int environment) => environment.ToString("D5", CultureInfo.InvariantCulture);
}
