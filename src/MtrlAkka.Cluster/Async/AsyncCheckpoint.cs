using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// Collects the parts of one checkpoint of an asynchronous run. Nothing stands still for it: each part is as it was when it was
/// asked, and they fit together because the limiter of a restored shard is set from its own rows and the learner's updates.
/// </summary>
/// <param name="attempt">Tells the checkpoints that a coordinator tries apart.</param>
/// <param name="parts">Learner and shards; with another instance of one of them it is given up.</param>
/// <param name="evaluatedTo">The round up to which it has the results of all evaluations.</param>
/// <param name="halting">Parts that stand still from their capture on.</param>
/// <param name="last">Whether the run is done with it.</param>
/// <param name="started">Time stamp of its beginning.</param>
public sealed class AsyncCheckpoint(long attempt, IReadOnlyList<PartAddress> parts, long evaluatedTo, IReadOnlyList<PartAddress> halting, bool last, long started)
{
    private readonly SortedDictionary<int, AsyncReplayStored> _shards = [];
    private AsyncLearnerStored? _learner;

    /// <summary>Which of its coordinator's checkpoints.</summary>
    public long Attempt => attempt;

    /// <summary>Learner and shards.</summary>
    public IReadOnlyList<PartAddress> Parts => parts;

    /// <summary>The round up to which it has the results of all evaluations.</summary>
    public long EvaluatedTo => evaluatedTo;

    /// <summary>Parts that stand still from their capture on.</summary>
    public IReadOnlyList<PartAddress> Halting => halting;

    /// <summary>Whether the run is done with it.</summary>
    public bool Last => last;

    /// <summary>Time stamp of its beginning.</summary>
    public long Started => started;

    /// <summary>Evaluations known with it; null until they are on disk.</summary>
    public BlobRef? History { get; set; }

    /// <summary>Whether its event is being persisted.</summary>
    public bool Committing { get; set; }

    /// <summary>Whether every part is on disk.</summary>
    public bool Stored => _learner is not null && _shards.Count == parts.Count - 1 && History is not null;

    /// <summary>Parts that have not told that they are on disk.</summary>
    public IEnumerable<PartAddress> Missing => parts.Where(part => part.Part == RunPart.Learner ? _learner is null : !_shards.ContainsKey(part.Index));

    /// <summary>The learner's part is on disk.</summary>
    public void Add(AsyncLearnerStored stored)
    {
        if (stored.Attempt == attempt && Has(RunPart.Learner, 0, stored.Learner)) _learner = stored;
    }

    /// <summary>A shard's part is on disk.</summary>
    public void Add(AsyncReplayStored stored)
    {
        if (stored.Attempt == attempt && Has(RunPart.Replay, stored.Shard, stored.Incarnation)) _shards[stored.Shard] = stored;
    }

    /// <summary>What to commit.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="term">Term of the coordinator.</param>
    /// <param name="number">Number of the checkpoint in the run.</param>
    /// <param name="provenance">What the run is made of.</param>
    /// <param name="learned">Rounds of which no update is missing once so many are done.</param>
    /// <param name="quarantined">Environments that make no more steps.</param>
    public CheckpointManifest Manifest(
        string run, long term, long number, Provenance provenance, Func<long, long> learned, IReadOnlyList<int> quarantined)
    {
        var counters = new Dictionary<string, long> { ["updates"] = _learner!.Updates };
        foreach (int environment in quarantined) counters.Add(AsyncCounters.Quarantined(environment), 1);
        return new CheckpointManifest(
            run,
            term,
            number,
            Math.Min(learned(_learner.Updates), _shards.Values.Min(static shard => shard.Round)),
            provenance,
            _learner.State,
            _learner.Policy,
            [],
            [.. _shards.Values.Select(static shard => shard.Manifest)],
            counters,
            History,
            _learner.Pending,
            Returns());
    }

    private List<ReturnEntry>? Returns()
    {
        var known = new List<ReturnEntry>();
        foreach (var shard in _shards.Values)
        {
            for (int task = 0; task < shard.Returns.Count; task++)
            {
                if (shard.Returns[task] is var range && range != ReturnRange.Unknown) known.Add(new ReturnEntry(shard.Manifest.FirstTask + task, range.Least, range.Greatest));
            }
        }

        return known.Count == 0 ? null : known;
    }

    private bool Has(RunPart part, int index, Incarnation incarnation) =>
        parts.Any(one => one.Part == part && one.Index == index && one.Incarnation == incarnation);
}
