using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>What a coordinator asks of its surroundings.</summary>
public interface IAsyncCoordinatorHost
{
    /// <summary>Sends a node its assignment; it may be lost, or come late or twice.</summary>
    void Assign(string node, AsyncAssignment assignment);

    /// <summary>Tells a part; it may be lost, or come late or twice.</summary>
    void Tell(PartAddress to, object message);

    /// <summary>Writes the evaluations so far; <see cref="AsyncCoordinator.HistoryStored"/> has the blob.</summary>
    void StoreHistory(long attempt, IReadOnlyList<EvaluationResult> history);

    /// <summary>Persists a checkpoint; <see cref="AsyncCoordinator.Committed"/> once it is. Fails where another coordinator followed.</summary>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="started">Time stamp of its beginning.</param>
    void Commit(CheckpointManifest manifest, long started);

    /// <summary>Persists that a checkpoint is given up for good.</summary>
    void Drop(CheckpointManifest manifest);

    /// <summary>Persists that the run is done, and ends it.</summary>
    void Finish(long round);

    /// <summary>The run ends here: stopped, or because of a failure.</summary>
    void End(string? failure);

    /// <summary>Tells people; null withdraws what was told under the key.</summary>
    void Raise(string key, string? text);

    /// <summary>An evaluation's result is new.</summary>
    void Evaluated(EvaluationResult result);
}

/// <summary>
/// Leads an asynchronous run, without any actor: places its parts, replaces what is lost from the last commit without touching the
/// rest, takes checkpoints, and knows when the run is done. Another coordinator can follow at any time; it adopts what nodes host.
/// </summary>
public sealed partial class AsyncCoordinator
{
    // Failures of parts without a commit between them before the run counts as lost.
    private const int FailuresAllowed = 3;

    // Ticks in which nodes tell what they host before a coordinator that follows another fills what is vacant.
    private const int AdoptionTicks = 3;

    // Ticks that a stop waits for parts that are being made ready.
    private const int StopPatience = 30;

    private readonly RunSettings _settings;
    private readonly string _run;
    private readonly Provenance _provenance;
    private readonly TimeProvider _time;
    private readonly IAsyncCoordinatorHost _host;
    private readonly RunLeases _leases;
    private readonly AsyncProgress _progress;
    private readonly List<CheckpointManifest> _committed;
    private readonly List<CheckpointManifest> _unusable = [];
    private readonly long _term;
    private int _adopting;
    private int _failures;
    private int _stopping;
    private long _keptTo;
    private bool _ended;

    /// <summary>A coordinator that has heard of no node.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="run">Name of the run.</param>
    /// <param name="provenance">What it is made of.</param>
    /// <param name="term">Its term, persisted before; higher than that of any coordinator before.</param>
    /// <param name="committed">Checkpoints that are kept, oldest first.</param>
    /// <param name="history">Evaluations in the last one.</param>
    /// <param name="follows">Whether another coordinator may have left parts running.</param>
    /// <param name="settle">Ticks in which nodes may come and go before the run is placed.</param>
    /// <param name="time">Clock of figures for people; decides no result.</param>
    /// <param name="host">Its surroundings.</param>
    public AsyncCoordinator(
        RunSettings settings,
        string run,
        Provenance provenance,
        long term,
        IReadOnlyList<CheckpointManifest> committed,
        IReadOnlyList<EvaluationResult> history,
        bool follows,
        int settle,
        TimeProvider time,
        IAsyncCoordinatorHost host)
    {
        (_settings, _run, _provenance, _term, _time, _host) = (settings, run, provenance, term, time, host);
        _committed = [.. committed];
        _progress = new AsyncProgress(settings, history);
        _keptTo = _progress.EvaluatedTo;
        _leases = new RunLeases(term, settings.Replay.Shards, settings.EnvironmentCount);
        if (_committed.Count > 0)
        {
            foreach (int environment in AsyncCounters.QuarantinedIn(_committed[^1])) _leases.Quarantine(environment);
        }

        _adopting = follows ? Math.Max(AdoptionTicks, settle) : settle;
        _barrier = NextBarrier();
    }

    /// <summary>Term of the coordinator.</summary>
    public long Term => _term;

    /// <summary>Who hosts what.</summary>
    public RunLeases Leases => _leases;

    /// <summary>How far the run is.</summary>
    public AsyncProgress Progress => _progress;

    /// <summary>Checkpoints that are kept, oldest first; the retention is the host's.</summary>
    public IReadOnlyList<CheckpointManifest> Kept => _committed;

    /// <summary>Whether every part that trains works.</summary>
    public bool Running => _adopting == 0 && _leases.Ready;

    private long LastCommit => _committed.Count == 0 ? 0 : _committed[^1].Round;

    /// <summary>A node takes part.</summary>
    /// <param name="node">Names this life of it.</param>
    /// <param name="roles">What it can host.</param>
    public void NodeJoined(string node, IReadOnlyList<string> roles)
    {
        _leases.NodeJoined(node, roles);
        Reconcile();
    }

    /// <summary>A node is gone.</summary>
    public void NodeLost(string node)
    {
        _leases.NodeLost(node);
        Reconcile();
    }

    /// <summary>A node gives back what it hosts.</summary>
    public void Drain(string node)
    {
        _leases.Drain(node);
        Reconcile();
    }

    /// <summary>A node tells what it hosts.</summary>
    public void On(HostedParts report)
    {
        foreach (int environment in report.Quarantined)
        {
            if (_leases.Quarantine(environment)) Quarantined(environment);
        }

        foreach (var lost in _leases.On(report)) Lost(lost);
        // Only now that another one works is a checkpoint given up that does not.
        if (Running && _unusable.Count > 0)
        {
            foreach (var manifest in _unusable) _host.Drop(manifest);
            _unusable.Clear();
        }

        Reconcile();
    }

    /// <summary>An environment was handed back.</summary>
    public void On(EnvironmentReleased released)
    {
        _leases.On(released);
        Reconcile();
    }

    /// <summary>The learner tells how far it is.</summary>
    public void On(LearnerProgress progress)
    {
        if (progress.Learner != _leases.Learner?.Incarnation) return;
        _progress.On(progress);
        Advance();
    }

    /// <summary>A shard tells how far it is.</summary>
    public void On(ShardProgress progress)
    {
        if (progress.Incarnation != _leases.Shards[progress.Shard]?.Incarnation) return;
        _progress.On(progress);
        if (progress.Barren >= 0)
            End($"all environments of {_settings.Environments.Tasks[progress.Barren]} are in quarantine before one made a step, so no batch can be drawn: leave the task out");
        Advance();
    }

    /// <summary>An evaluation is done.</summary>
    public void On(AsyncEvaluated evaluated)
    {
        if (evaluated.Learner != _leases.Learner?.Incarnation || !_progress.On(evaluated.Result)) return;
        _host.Evaluated(evaluated.Result);
        Reconcile();
        Advance();
    }

    /// <summary>Ends the run, after a checkpoint.</summary>
    public void Stop()
    {
        if (_stopping == 0) _stopping = 1;
        Advance();
    }

    /// <summary>Time passes; to be called about every second.</summary>
    public void Tick()
    {
        if (_ended) return;
        if (_adopting > 0 && --_adopting == 0) _leases.Adopt();
        _leases.Tick();
        Reconcile();
        foreach (var (node, assignment) in _adopting > 0 ? [] : _leases.Behind()) _host.Assign(node, assignment);
        AskAgain();
        if (_stopping > 0 && _checkpoint is null && ++_stopping > StopPatience) End(null);
        else Advance();
    }

    private void Lost(LostPart lost)
    {
        string what = lost.Address.Part is RunPart.Replay ? $"replay shard {lost.Address.Index}" : lost.Address.Part is RunPart.Policy ? $"the worker of {lost.Address.Node}" : $"the {lost.Address.Part}".ToLowerInvariant();
        if (lost is { Cause.Damage: true, Source: { } source })
        {
            // Another part may have told before.
            if (_committed.Find(manifest => manifest.Number == source.Checkpoint) is not { } damaged) return;
            _committed.Remove(damaged);
            _unusable.Add(damaged);
            string text = $"the checkpoint of round {damaged.Round} cannot be used: {lost.Cause.Message}";
            if (_committed.Count == 0) End($"{text}; no earlier checkpoint is left");
            else _host.Raise("damaged", $"{text}; going on from round {LastCommit}");
            return;
        }

        _host.Raise("lost", $"{what} was lost ({lost.Cause?.Message ?? "its node forgot it"}); it goes on elsewhere");
        if (++_failures > FailuresAllowed) End($"{what} fails again and again: {lost.Cause?.Message ?? "its node forgets it"}");
    }

    private void Quarantined(int environment) =>
        _host.Raise($"environment-{environment}", $"{_settings.Environments.Tasks[_settings.TaskOf(environment)]} is in quarantine: environment {_settings.CopyOf(environment)} of it failed too often");

    // Places what is vacant, gives up a checkpoint of what is no more, and tells the nodes where something has changed.
    private void Reconcile()
    {
        if (_ended || _adopting > 0) return;
        // What is replaced while a commit is on its way must begin with that commit.
        _leases.Place(_checkpoint is { Committing: true } ? null : SourceOf);
        foreach (var part in _leases.Missing) _host.Raise($"no-{part}", $"no node with the role {part} takes part: the run waits for one");
        GiveUpIfChanged();
        foreach (var (node, assignment) in _leases.Publish(_progress.EvaluatedTo, Math.Min(_keptTo, _progress.EvaluatedTo))) _host.Assign(node, assignment);
    }

    private PartSource? SourceOf(RunPart part, int index)
    {
        var manifest = _committed.LastOrDefault();
        if (part == RunPart.Learner) _progress.LearnerBegins(manifest is null ? 0 : AsyncCounters.Updates(manifest));
        if (part == RunPart.Replay) _progress.ShardBegins(index);
        if (manifest is null || part == RunPart.Evaluator) return null;
        return new PartSource(
            manifest.Number,
            AsyncCounters.Updates(manifest),
            part == RunPart.Learner ? manifest.Learner : null,
            part == RunPart.Learner ? manifest.PendingEvaluation : null,
            part == RunPart.Replay ? manifest.ReplayShards[index] : null,
            part == RunPart.Replay ? ReturnsIn(manifest) : []);
    }

    private ReturnRange[] ReturnsIn(CheckpointManifest manifest)
    {
        if (manifest.Returns is not { } known) return [];
        var returns = new ReturnRange[_settings.Environments.Tasks.Count];
        Array.Fill(returns, ReturnRange.Unknown);
        foreach (var entry in known) returns[entry.Task] = new ReturnRange(entry.Least, entry.Greatest);
        return returns;
    }

    private void End(string? failure)
    {
        if (_ended) return;
        _ended = true;
        _host.End(failure);
    }
}
