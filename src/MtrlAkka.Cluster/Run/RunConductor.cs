using Akka.Actor;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Leads a lockstep run: gives its parts to nodes, makes them ready, lets rounds begin, takes consistent cuts and commits
/// them by one event. What is lost on the way takes the run back to the last commit. Used by one thread; knows no actor
/// system, so that a test can drive it through any order of events.
/// </summary>
public sealed partial class RunConductor : IRunConductor
{
    // As often the run may go back to the same commit for what fails in a part; then an environment is left out, and with any
    // other part the run ends.
    private const int ReturnsAllowed = 3;

    // After so many losses without a commit between them somebody should look.
    private const int LossesUnsaid = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1.5), LongestPause = TimeSpan.FromSeconds(12);

    private readonly RunContext _run;
    private readonly string _configuration;
    private readonly IActorRef _metrics;
    private readonly TimeSpan _settle;
    private readonly IConductorHost _host;
    private long _epoch;
    private bool _ended;
    private bool _stopping;
    private int _returns;
    private int _losses;
    private readonly HashSet<int> _quarantined = [];
    private RunLife? _life;
    private CheckpointAssembly? _checkpoint;
    private long _granted;
    private long _serial;
    private bool _running;

    /// <summary>A conductor that knows nothing of the run's past yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">Its effective configuration as HOCON, for the nodes.</param>
    /// <param name="metrics">Who collects its figures.</param>
    /// <param name="settle">How long nodes may come and go before the run is placed.</param>
    /// <param name="host">The actor around it.</param>
    public RunConductor(RunContext run, string configuration, IActorRef metrics, TimeSpan settle, IConductorHost host) =>
        (_run, _configuration, _metrics, _settle, _host) = (run, configuration, metrics, settle, host);

    /// <inheritdoc/>
    public RunRecord Record { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<EvaluationResult> Evaluations => _life?.Evaluations ?? [];

    /// <inheritdoc/>
    public void Begin()
    {
        Retain();
        _epoch = Record.Epoch;
        if (Record.Finished)
        {
            var history = EvaluationHistory.Read(_run.Blobs, Record.Last!.EvaluationHistory!);
            _ended = true;
            _host.End(new RunEnded(Record.LastRound, Finished: true, history, null));
        }
    }

    /// <inheritdoc/>
    public bool On(object message, IActorRef sender)
    {
        if (_ended) return true;
        switch (message)
        {
            case NodesChanged changed: OnNodes(changed.Nodes); break;
            case NodeUnfit unfit: OnUnfit(unfit, sender); break;
            case LinkBroken broken: OnLinkBroken(broken); break;
            case PlaceNow: OnPlace(); break;
            case PartsAssigned assigned: OnAssigned(assigned, sender); break;
            case LearnerPrepared prepared: OnLearnerPrepared(prepared); break;
            case PartPrepared prepared: OnPartPrepared(prepared); break;
            case PartFailed failed: OnPartFailed(failed); break;
            case RoundAppended appended: OnRoundAppended(appended); break;
            case RoundLearned learned: OnRoundLearned(learned); break;
            case EvaluationCompleted completed: OnEvaluationCompleted(completed); break;
            case RoundsRevoked revoked: OnRoundsRevoked(revoked); break;
            case StopRun: OnStop(); break;
            case CheckpointNow: Revoke(); break;
            case PauseRun: OnPause(); break;
            case ResumeRun: OnResume(); break;
            case JournalOutOfReach away: Raise("journal", away.Why is null ? null : $"{away.Why}; training goes on, and the run ends if a checkpoint cannot be committed"); break;
            case RunTakenOver taken: End($"the run was taken over by {taken.Holder}", retry: true); break;
            default: return OnCheckpoint(message);
        }

        return true;
    }

    private void OnPartFailed(PartFailed failed)
    {
        if (failed.Epoch != _epoch || _life is not { } life) return;
        string part = failed.Part is RunPart.Learner or RunPart.Policy or RunPart.Evaluator ? $"{failed.Part}" : $"{failed.Part} {failed.Index}";
        if (!_running && failed.Cause.Damage && life.Manifest is { } manifest)
        {
            Skip(manifest, failed.Cause.Message);
            return;
        }

        _host.Log(true, $"{part} was lost: {failed.Cause.Details}");
        if (!_running)
        {
            End($"{part} cannot be made ready: {failed.Cause.Message}");
        }
        else if (++_returns <= ReturnsAllowed)
        {
            RollBack($"{part} was lost ({failed.Cause.Message})");
            BeginLife();
        }
        else if (failed.Part == RunPart.Environment)
        {
            _returns = 0;
            _quarantined.Add(failed.Index);
            string task = _run.Settings.Environments.Tasks[_run.Settings.TaskOf(failed.Index)];
            Raise($"quarantine-{failed.Index}", $"{part} ({task}) fails again and again ({failed.Cause.Message}): it is quarantined from round {Record.LastRound} on");
            RollBack($"{part} was quarantined");
            BeginLife();
        }
        else
        {
            End($"{part} fails again and again: {failed.Cause.Message}");
        }
    }

    private void OnRoundAppended(RoundAppended appended)
    {
        if (appended.Epoch != _epoch || _life is null) return;
        _life.Clock.Appended(appended.Shard, appended.Round);
        Advance();
    }

    private void OnRoundLearned(RoundLearned learned)
    {
        if (learned.Epoch != _epoch || _life is null) return;
        if (!_life.Clock.Learned(learned.Round)) return;
        if (learned.ToEvaluate is { } version)
        {
            _life.ToEvaluate(version);
            _host.Send(_life.Evaluator, new Evaluate(_epoch, version));
        }

        Advance();
    }

    private void OnEvaluationCompleted(EvaluationCompleted completed)
    {
        if (completed.Epoch != _epoch || _life is null) return;
        _life.Evaluated(completed.Result);
        _host.Report(completed.Result);
        Advance();
    }

    private void OnStop()
    {
        _stopping = true;
        Phase("stopping");
        if (_life is null) End(null);
        else if (_running) Revoke();
    }

    private void Advance()
    {
        if (!_running) return;
        var clock = _life!.Clock;
        _host.Report(new RoundCompleted(clock.Completed));
        if (_revocation is not null) return;
        if (clock.AtBarrier) StandStill(clock.Completed);
        else if (clock.Grant > _granted) Grant();
    }

    private void Grant()
    {
        // A grant now would undo the revocation before its answers are here.
        if (_revocation is not null) return;
        // In the warm start nothing but this keeps one worker from running far ahead of another.
        long until = Math.Min(_life!.Clock.Grant, _life.Clock.Completed + RoundsAhead);
        if (until - _granted < RoundsAhead / 2 && until < _life.Clock.Grant) return;
        _granted = until;
        _serial++;
        foreach (var policy in _life.Policies) _host.Tell(policy, new GrantRounds(_epoch, _serial, _granted));
    }

    private void StandStill(long round)
    {
        if (_checkpoint is not null) return;
        if (round == Record.LastRound)
        {
            // Nothing happened since the last commit: there is nothing to save.
            if (round == _run.Settings.Rounds)
            {
                // Killed behind its last commit: what that commit made needless is still there.
                CleanUp(BlobsFound());
                Finish(round);
            }
            else if (_stopping) End(null);
            else if (_moving) BeginLife();
            else if (_paused) Rest(round);
            else ReleaseBarrier();
            return;
        }

        Capture(round);
    }

    private void ReleaseBarrier()
    {
        _life!.Clock.Release();
        Grant();
    }

    private void End(string? failure, bool retry = false)
    {
        var evaluations = Evaluations;
        (_running, _life, _checkpoint, _ended) = (false, null, null, true);
        if (failure is not null) _host.Log(true, $"the run ends: {failure}");
        ReleaseNodes();
        _host.End(new RunEnded(Record.LastRound, Record.Finished, evaluations, failure) { Retry = retry });
    }

    /// <inheritdoc/>
    public void Fail(string failure)
    {
        if (!_ended) End(failure, retry: true);
    }

    private void Write<TEvent>(TEvent happened, Action<TEvent> then)
        where TEvent : IRunEvent => _host.Record(happened, written =>
        {
            Record.Apply(written);
            then(written);
        });

    private void Phase(string phase) => _host.Report(new PhaseChanged(phase, _life?.Round ?? Record.LastRound));

    private void RollBack(string why)
    {
        Raise("lost", $"{why}; the run goes back to its last commit, round {Record.LastRound}");
        if (++_losses >= LossesUnsaid)
            Raise("losses", $"{_losses} losses since the commit of round {Record.LastRound}: if one environment ends the process of each worker that gets it, their logs say which");
        _host.Report(new RunRolledBack());
    }

    private void Raise(string key, string? text)
    {
        if (text is not null) _host.Log(false, text);
        _host.Report(new Alarm(key, text));
    }
}
