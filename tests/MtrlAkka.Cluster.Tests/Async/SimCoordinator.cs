using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>A coordinator with its journal and blob store.</summary>
internal sealed class SimCoordinator : IAsyncCoordinatorHost
{
    private readonly AsyncWorld _world;
    private readonly AsyncCoordinator _coordinator;
    private readonly Queue<Action<SimCoordinator>> _news = new();
    private readonly HashSet<string> _raised = [];
    private int _known;
    private bool _dead;

    public SimCoordinator(AsyncWorld world)
    {
        _world = world;
        _known = world.Journal.Count;
        Term = world.Journal.Events.OfType<EpochStarted>().Count() + 1;
        world.Journal.TryAppend(ref _known, new EpochStarted(Term));
        var committed = Retained(world.Journal.Committed());
        IReadOnlyList<EvaluationResult> history = committed is [.., var last] ? EvaluationHistory.Read(world.Blobs, last.EvaluationHistory!) : [];
        _coordinator = new AsyncCoordinator(world.Settings, "run", Provenance, Term, committed, history, Term > 1, world.Random.Next(3), TimeProvider.System, this);
    }

    private static Provenance Provenance { get; } = new("0", "0", "0", "v2", 1, "0", "0");

    public long Term { get; }

    public bool Frozen { get; set; }

    public string? Failure { get; private set; }

    public AsyncCoordinator Machine => _coordinator;

    private bool Silent => _dead || Frozen || Failure is not null;

    public void Die() => _dead = true;

    /// <summary>Members came or went.</summary>
    public void Hear(Action<SimCoordinator> news) => _news.Enqueue(news);

    public void HearAll()
    {
        while (!Silent && _news.TryDequeue(out var news)) news(this);
    }

    public void NodeJoined(string node, IReadOnlyList<string> roles) => _coordinator.NodeJoined(node, roles);

    public void NodeLost(string node) => _coordinator.NodeLost(node);

    public void Pause(bool paused) => _coordinator.Pause(paused);

    public void Drain(string node) => _coordinator.Drain(node);

    public void Tick()
    {
        if (Silent) return;
        if (_news.TryDequeue(out var news)) news(this);
        if (!Silent) _coordinator.Tick();
    }

    public void Receive(object message)
    {
        if (Silent) return;
        switch (message)
        {
            case HostedParts report:
                _coordinator.On(report);
                break;
            case EnvironmentReleased released:
                _coordinator.On(released);
                break;
            case LearnerProgress progress:
                _coordinator.On(progress);
                break;
            case ShardProgress progress:
                _coordinator.On(progress);
                break;
            case AsyncEvaluated evaluated:
                _coordinator.On(evaluated);
                break;
            case AsyncLearnerStored stored:
                _coordinator.On(stored);
                break;
            case AsyncReplayStored stored:
                _coordinator.On(stored);
                break;
            case AsyncStoreFailed failed:
                _coordinator.On(failed);
                break;
            default:
                throw new InvalidOperationException($"a coordinator does not take {message}");
        }
    }

    public void Assign(string node, AsyncAssignment assignment)
    {
        _world.Oracle.Assigned(node, assignment);
        _world.SendNode(node, assignment);
    }

    public void Tell(PartAddress to, object message) => _world.Send(to, message, "coordinator");

    public void StoreHistory(long attempt, IReadOnlyList<EvaluationResult> history) => Later(() =>
    {
        var blob = _world.Blobs.Write(EvaluationHistory.ToBytes(history));
        _coordinator.HistoryStored(attempt, blob);
    });

    public void Commit(CheckpointManifest manifest, long started)
    {
        Later(() =>
        {
            // Listed before the commit, deleted after it: see BlobCollector.
            BlobRef[] found = [.. _world.Blobs.List()];
            if (!_world.Journal.TryAppend(ref _known, new CheckpointCommitted(manifest)))
            {
                Fail("another coordinator followed");
                return;
            }

            _world.Trace($"term {Term} commits {manifest.Number}: round {manifest.Round}, updates {manifest.Counters["updates"]}");
            _world.Oracle.Committed(manifest);
            // It may die between the event and what follows from it.
            Later(() =>
            {
                var kept = Retained([.. _coordinator.Kept, manifest]);
                _coordinator.Retain([.. kept.Select(static one => one.Number)]);
                CleanUp(found, kept);
                _coordinator.Committed(manifest);
            });
        });
    }

    public void Drop(CheckpointManifest manifest)
    {
        if (!_world.Journal.TryAppend(ref _known, new CheckpointDropped(manifest.Number))) Fail("another coordinator followed");
    }

    public void Finish(long round) => Later(() =>
    {
        if (!_world.Journal.TryAppend(ref _known, new RunFinished(round))) Fail("another coordinator followed");
    });

    public void End(string? failure)
    {
        _world.Trace($"term {Term} ends: {failure}");
        Fail(failure ?? "stopped");
    }

    public void Raise(string key, string? text)
    {
        if (text is not null && _raised.Add(text)) _world.Trace($"term {Term}: {text}");
    }

    public void Evaluated(EvaluationResult result) => _world.Trace($"evaluation of {result.Round} known");

    public override string ToString() =>
        $"term {Term}, running {_coordinator.Running}, round {_coordinator.Progress.Completed}, updates {_coordinator.Progress.Updates}, evaluated to {_coordinator.Progress.EvaluatedTo}, serial {_coordinator.Leases.Serial}, missing {string.Join(",", _coordinator.Leases.Missing)}";

    private void Later(Action what) => _world.Later(null, this, () =>
    {
        if (!_dead && Failure is null) what();
    });

    private void Fail(string failure) => Failure ??= failure;

    private List<CheckpointManifest> Retained(List<CheckpointManifest> committed) =>
        [.. new RetentionPolicy(_world.Settings.Checkpoint.KeepLast, _world.Settings.Checkpoint.KeepEvery).Kept(committed)];

    private void CleanUp(IReadOnlyList<BlobRef> found, IReadOnlyCollection<CheckpointManifest> kept)
    {
        // Right behind the commit, but a coordinator that freezes in between does it behind another one.
        var (blobs, _) = BlobCollector.Collect(_world.Blobs, kept, found: found);
        if (blobs > 0) _world.Trace($"term {Term} deletes {blobs} blobs, keeps checkpoints {string.Join(' ', kept.Select(static manifest => manifest.Number))}");
    }
}
