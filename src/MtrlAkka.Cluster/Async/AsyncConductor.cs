using Akka.Actor;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// Leads an asynchronous run: puts an <see cref="AsyncCoordinator"/> between the nodes as the director sees them, the journal, and
/// those who watch. A node that falls silent has a few seconds to come back; what a broken connection lost is asked for again.
/// </summary>
public sealed partial class AsyncConductor : IRunConductor, IAsyncCoordinatorHost
{
    // Seconds of silence before a node counts as lost: reports come each second, and connections are made anew at once.
    private const int SilencePatience = 4;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);
    private readonly RunContext _run;
    private readonly string _configuration;
    private readonly IActorRef _metrics;
    private readonly IConductorHost _host;
    private readonly int _settle;
    private readonly SortedDictionary<string, NodeEntry> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _silent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _unfit = new(StringComparer.Ordinal);
    private IReadOnlyList<NodeEntry> _last = [];
    private NodeEntry[] _placed = [];
    private AsyncCoordinator? _coordinator;
    private bool _beginning;
    private bool _ended;
    private bool _stopping;
    private bool _training;
    private bool _paused;
    private long _shown = -1;

    /// <summary>A conductor that knows nothing of the run's past yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">Its effective configuration as HOCON, for the nodes.</param>
    /// <param name="metrics">Who collects its figures.</param>
    /// <param name="settle">How long nodes may come and go before the run is placed; zero: there is one node, and nothing of the run on it.</param>
    /// <param name="host">The actor around it.</param>
    public AsyncConductor(RunContext run, string configuration, IActorRef metrics, TimeSpan settle, IConductorHost host)
    {
        (_run, _configuration, _metrics, _host) = (run, configuration, metrics, host);
        _settle = (int)Math.Ceiling(settle / TickInterval);
    }

    /// <inheritdoc/>
    public RunRecord Record { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationResult> Evaluations => _coordinator?.Progress.Evaluations ?? [];

    /// <inheritdoc/>
    public void Begin()
    {
        Retain();
        if (!Record.Finished) return;
        _ended = true;
        _host.End(new RunEnded(Record.LastRound, Finished: true, EvaluationHistory.Read(_run.Blobs, Record.Last!.EvaluationHistory!), null));
    }

    /// <inheritdoc/>
    public bool On(object message, IActorRef sender)
    {
        if (_ended) return true;
        switch (message)
        {
            case NodesChanged changed: OnNodes(changed.Nodes); break;
            case StopRun: OnStop(); break;
            case PauseRun: OnPause(true); break;
            case ResumeRun: OnPause(false); break;
            case JournalOutOfReach away: Raise("journal", away.Why is null ? null : $"{away.Why}; training goes on, and the run ends if a checkpoint cannot be committed"); break;
            case RunTakenOver taken: EndRun($"the run was taken over by {taken.Holder}", retry: true); break;
            // What was on the way comes again.
            case LinkBroken: break;
            default:
                if (_coordinator is null) return IsOne(message);
                if (!OnPart(_coordinator, message, sender)) return false;
                break;
        }

        Show();
        return true;
    }

    /// <inheritdoc/>
    public void Fail(string failure)
    {
        if (!_ended) EndRun(failure, retry: true);
    }

    // Of those that come before the coordinator begins nothing is lost: they are told again.
    private static bool IsOne(object message) => message is AsyncPartsReport or NodeUnfit or Tick or CheckpointNow or EnvironmentReleased
        or LearnerProgress or ShardProgress or AsyncEvaluated or AsyncLearnerStored or AsyncReplayStored or AsyncStoreFailed or HistoryWritten;

    private bool OnPart(AsyncCoordinator coordinator, object message, IActorRef sender)
    {
        switch (message)
        {
            case Tick: OnTick(coordinator); break;
            case AsyncPartsReport report when report.Run == _run.RunId: coordinator.On(report.Hosted); break;
            case AsyncPartsReport: break;
            case EnvironmentReleased released: coordinator.On(released); break;
            case LearnerProgress progress: coordinator.On(progress); break;
            case ShardProgress progress: coordinator.On(progress); break;
            case AsyncEvaluated evaluated: coordinator.On(evaluated); break;
            case AsyncLearnerStored stored: coordinator.On(stored); break;
            case AsyncReplayStored stored: coordinator.On(stored); break;
            case AsyncStoreFailed failed: coordinator.On(failed); break;
            case HistoryWritten written: coordinator.HistoryStored(written.Attempt, written.Blob); break;
            case NodeUnfit unfit: OnUnfit(coordinator, unfit, sender); break;
            case CheckpointNow: coordinator.CheckpointNow(); break;
            default: return false;
        }

        return true;
    }

    private void OnNodes(IReadOnlyList<NodeEntry> nodes)
    {
        _last = nodes;
        if (_coordinator is not null) Compare(_coordinator);
        else if (!_beginning && nodes.Any(static node => node.State != NodeState.Silent)) BeginTerm();
    }

    private void BeginTerm()
    {
        _beginning = true;
        bool follows = Record.Epoch > 0;
        Write(new EpochStarted(Record.Epoch + 1), _ =>
        {
            if (Record.Last?.Provenance.Conflict(_run.Provenance) is { } conflict)
            {
                EndRun(conflict);
                return;
            }

            Raise("drift", Record.Last?.Provenance.Drift(_run.Provenance));
            if (!TryReadHistory(out var history)) return;
            _coordinator = new AsyncCoordinator(
                _run.Settings, _run.RunId, _run.Provenance, Record.Epoch, Record.Committed, history, follows && _settle > 0, _settle, _run.Time, this);
            _host.Report(new LifeBegan(Record.Epoch));
            Phase(Record.Last is { } last ? $"restoring round {last.Round}" : "starting");
            CrashPoint.Pass(CrashMoment.Restoring);
            if (_paused) _coordinator.Pause(true);
            if (_stopping) _coordinator.Stop();
            Compare(_coordinator);
            _host.After(TickInterval, "tick", new Tick());
            Show();
        });
    }

    private bool TryReadHistory(out IReadOnlyList<EvaluationResult> history)
    {
        while (Record.Last is { } last)
        {
            try
            {
                history = EvaluationHistory.Read(_run.Blobs, last.EvaluationHistory!);
                return true;
            }
            catch (Exception error) when (Cause.IsDamage(error))
            {
                Record.SetAside(last);
                string what = $"the checkpoint of round {last.Round} cannot be used: {error.Message}";
                if (Record.Last is null)
                {
                    history = [];
                    EndRun($"{what}; no earlier checkpoint is left");
                    return false;
                }

                Raise("damaged", $"{what}; going on from round {Record.LastRound}");
            }
        }

        history = [];
        return true;
    }

    // Lives of nodes are told apart; one that is silent may come back for a while.
    private void Compare(AsyncCoordinator coordinator)
    {
        var seen = _last.Where(node => !_unfit.ContainsKey(KeyOf(node))).ToDictionary(KeyOf);
        foreach (string gone in _nodes.Keys.Where(key => !seen.ContainsKey(key)).ToArray()) Lose(coordinator, gone);
        foreach (var (key, node) in seen.OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            if (node.State == NodeState.Silent)
            {
                if (_nodes.ContainsKey(key)) _silent.TryAdd(key, 0);
                continue;
            }

            _silent.Remove(key);
            bool known = _nodes.ContainsKey(key);
            _nodes[key] = node;
            if (!known) coordinator.NodeJoined(key, node.Roles.Names());
            if (node.State == NodeState.Draining) coordinator.Drain(key);
        }
    }

    private void OnTick(AsyncCoordinator coordinator)
    {
        foreach (string key in _silent.Keys.ToArray())
        {
            if (++_silent[key] >= SilencePatience) Lose(coordinator, key);
        }

        coordinator.Tick();
        _host.After(TickInterval, "tick", new Tick());
    }

    private void Lose(AsyncCoordinator coordinator, string key)
    {
        _silent.Remove(key);
        if (!_nodes.Remove(key, out var node)) return;
        if (!coordinator.Leases.IsIdle(key)) Raise("lost", $"node {node.Address} was lost; what it hosted goes on elsewhere");
        coordinator.NodeLost(key);
    }

    private void OnUnfit(AsyncCoordinator coordinator, NodeUnfit unfit, IActorRef sender)
    {
        if (_nodes.FirstOrDefault(one => one.Value.Actor.Equals(sender)) is not { Key: { } key, Value: { } node }) return;
        _host.Log(true, $"node {node.Address} cannot host the run: {unfit.Cause.Details}");
        Raise("unfit", $"node {node.Address} cannot host the run: {unfit.Cause.Message}");
        _unfit[key] = unfit.Cause.Message;
        Lose(coordinator, key);
        if (_nodes.Count == 0) EndRun($"no node can host the run: {unfit.Cause.Message}");
    }

    private void OnStop()
    {
        _stopping = true;
        Phase("stopping");
        if (_coordinator is { } coordinator) coordinator.Stop();
        else if (!_beginning) EndRun(null);
    }

    // Rows that are on their way still come into the replay, and the updates that they allow are still done.
    private void OnPause(bool paused)
    {
        if (_paused == paused) return;
        _paused = paused;
        _coordinator?.Pause(paused);
        Raise("paused", paused ? "the run is paused; it goes on when it is resumed" : null);
        if (_training) Phase(Doing);
    }

    private string Doing => _paused ? "paused" : "training";

    // What those who watch are told: where the run stands, and when it begins to train.
    private void Show()
    {
        if (_ended || _coordinator is not { } coordinator) return;
        NodeEntry[] placed = [.. _nodes.Where(node => !coordinator.Leases.IsIdle(node.Key)).Select(static node => node.Value)];
        if (!placed.SequenceEqual(_placed)) _host.Placed(_placed = placed);
        if (!coordinator.Progress.IsKnown || !coordinator.Running) return;
        if (!_training)
        {
            _training = true;
            Phase(Doing);
        }

        if (coordinator.Progress.Completed == _shown) return;
        _shown = coordinator.Progress.Completed;
        _host.Report(new RoundCompleted(_shown));
    }

    private void EndRun(string? failure, bool retry = false)
    {
        _ended = true;
        if (failure is not null) _host.Log(true, $"the run ends: {failure}");
        _host.Placed([]);
        var nothing = new Roster(Record.Epoch, Roster.LastSerial, null, [.. new PartAddress?[_run.Settings.Replay.Shards]], null, [], [], 0, 0, Paused: false);
        foreach (var node in _nodes.Values) _host.Send(node.Actor, new AssignAsyncParts(_run.RunId, _configuration, _metrics, new AsyncAssignment(nothing, null, [], [])));
        _host.End(new RunEnded(Record.LastRound, Record.Finished, Evaluations, failure) { Retry = retry });
    }

    private static string KeyOf(NodeEntry node) => PartRefs.NodeOf(node.Address, node.Uid);

    private void Phase(string phase) => _host.Report(new PhaseChanged(phase, _coordinator is { Progress.IsKnown: true } coordinator ? coordinator.Progress.Completed : Record.LastRound));

    private void Raise(string key, string? text)
    {
        if (text is not null) _host.Log(false, text);
        _host.Report(new Alarm(key, text));
    }

    private sealed record Tick;

    private sealed record HistoryWritten(long Attempt, Checkpoints.BlobRef Blob);
}
