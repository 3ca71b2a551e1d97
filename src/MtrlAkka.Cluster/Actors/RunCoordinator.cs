using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// Owns the run: recovers it from the journal, makes every part ready, lets rounds begin, takes consistent cuts and
/// commits them by persisting one event. What is lost on the way takes the run back to the last commit.
/// </summary>
public sealed partial class RunCoordinator : ReceivePersistentActor, IWithTimers
{
    // As often the run may go back to the same commit before it counts as lost.
    private const int ReturnsAllowed = 3;
    private static readonly TimeSpan AskAgainInterval = TimeSpan.FromSeconds(10);

    private readonly RunContext _run;
    private readonly RunParts _parts;
    private readonly TaskCompletionSource<RunEnded> _ended;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TimeSpan _journalPatience = Context.System.Settings.Config.GetTimeSpan("mtrl-journal-patience");
    private readonly RunRecord _record = new();
    private long _epoch;
    private bool _stopping;
    private int _returns;
    private RunLife? _life;
    private CheckpointAssembly? _checkpoint;
    private long _granted;
    private bool _revoking;
    private bool _running;

    /// <summary>A coordinator that begins as soon as its journal is read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="parts">The actors that it leads.</param>
    /// <param name="journal">Where it finds and keeps what was committed.</param>
    /// <param name="ended">Told once, when the run ends in this process.</param>
    public RunCoordinator(RunContext run, RunParts parts, RunJournalPlugin journal, TaskCompletionSource<RunEnded> ended)
    {
        (_run, _parts, _ended) = (run, parts, ended);
        (PersistenceId, JournalPluginId, SnapshotPluginId) = (journal.PersistenceId, journal.JournalId, journal.SnapshotId);
        Recover<IRunEvent>(_record.Apply);
        Recover<SnapshotOffer>(offer => _record.Restore((RunSnapshot)offer.Snapshot));
        Command<Begin>(_ => BeginLife());
        Command<LearnerPrepared>(OnLearnerPrepared);
        Command<PartPrepared>(OnPartPrepared);
        Command<EnvironmentPrepared>(OnEnvironmentPrepared);
        Command<PartFailed>(OnPartFailed);
        Command<RoundAppended>(OnRoundAppended);
        Command<RoundLearned>(OnRoundLearned);
        Command<EvaluationCompleted>(OnEvaluationCompleted);
        Command<RoundsRevoked>(OnRoundsRevoked);
        Command<StopRun>(_ => OnStop());
        Command<CheckpointNow>(_ => Revoke());
        Command<AskAgain>(_ => PrepareEnvironments());
        Command<Terminated>(stopped => End($"{stopped.ActorRef.Path.Name} has stopped for good; the log says why"));
        Command<JournalOutOfReach>(away => Raise("journal", away.Why is null ? null : $"{away.Why}; training goes on, and the run ends if a checkpoint cannot be committed"));
        Command<RunTakenOver>(taken => End($"the run was taken over by {taken.Holder}"));
        CommandCheckpoints();
        CommandCompaction();
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How the cluster makes its coordinator.</summary>
    public static Props Props(RunContext run, RunParts parts, RunJournalPlugin journal, TaskCompletionSource<RunEnded> ended) =>
        Akka.Actor.Props.Create(() => new RunCoordinator(run, parts, journal, ended));

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        if (_ended.Task.IsCompleted) return;
        foreach (var part in (IActorRef[])[_parts.Policy, _parts.Learner, _parts.Evaluator, .. _parts.Shards]) Context.Watch(part);
        Retain();
        _epoch = _record.Epoch;
        Self.Tell(new Begin());
    }

    // What it knew may be wrong, what it persisted is not: the run ends here and can be resumed.
    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        End($"the coordinator failed: {reason.Message}");
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        End($"the run's journal cannot be read: {reason.Message}");

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        End($"the run's journal cannot be written: {cause.Message.TrimEnd('.')}; what was committed is kept, resume goes on from it");

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        End($"the run's journal refuses an event: {cause.Message}");

    // While it persists it hears nothing else. A journal that never answers would hold the run for ever, without a word.
    private void Record<TEvent>(TEvent happened, Action<TEvent> then)
        where TEvent : IRunEvent
    {
        var (patience, round, evaluations) = (_journalPatience, _record.LastRound, _life?.Evaluations ?? []);
        var silence = Context.System.Scheduler.Advanced.ScheduleOnceCancelable(patience, () => _ended.TrySetResult(new RunEnded(
            round, Finished: false, evaluations, $"the run's journal has not answered for {patience.TotalSeconds} s; what was committed is kept, resume goes on from it")));
        Persist(happened, persisted =>
        {
            silence.Cancel();
            _record.Apply(persisted);
            then(persisted);
        });
    }

    private void BeginLife()
    {
        if (_record.Finished)
        {
            var history = EvaluationHistory.Read(_run.Blobs, _record.Last!.EvaluationHistory!);
            _ended.TrySetResult(new RunEnded(_record.LastRound, Finished: true, history, null));
            return;
        }

        Record(new EpochStarted(_epoch + 1), started =>
        {
            _epoch = started.Epoch;
            (_checkpoint, _running, _revoking) = (null, false, false);
            var manifest = _record.Last;
            if (manifest?.Provenance.Conflict(_run.Provenance) is { } conflict)
            {
                End(conflict);
                return;
            }

            Raise("drift", manifest?.Provenance.Drift(_run.Provenance));
            try
            {
                _life = new RunLife(_run, _epoch, manifest);
            }
            catch (Exception error) when (Cause.IsDamage(error))
            {
                Skip(manifest!, error.Message);
                return;
            }

            Phase(manifest is null ? "starting" : $"restoring round {manifest.Round}");
            CrashPoint.Pass(CrashMoment.Restoring);
            _parts.Learner.Tell(new PrepareLearner(_epoch, _life.Round, manifest?.Learner));
        });
    }

    private void OnPartFailed(PartFailed failed)
    {
        if (failed.Epoch != _epoch || _life is null) return;
        if (!_running && failed.Cause.Damage && _life.Manifest is { } manifest)
        {
            Skip(manifest, failed.Cause.Message);
            return;
        }

        string part = failed.Part is RunPart.Environment or RunPart.Replay ? $"{failed.Part} {failed.Index}" : $"{failed.Part}";
        _log.Error("{0} was lost: {1}", part, failed.Cause.Details);
        if (!_running)
        {
            End($"{part} cannot be made ready: {failed.Cause.Message}");
        }
        else if (++_returns > ReturnsAllowed)
        {
            End($"{part} fails again and again: {failed.Cause.Message}");
        }
        else
        {
            Raise("lost", $"{part} was lost ({failed.Cause.Message}); the run goes back to its last commit");
            BeginLife();
        }
    }

    private void OnRoundAppended(RoundAppended appended)
    {
        if (appended.Epoch != _epoch) return;
        _life!.Clock.Appended(appended.Shard, appended.Round);
        Advance();
    }

    private void OnRoundLearned(RoundLearned learned)
    {
        if (learned.Epoch != _epoch) return;
        _life!.Clock.Learned(learned.Round);
        if (learned.ToEvaluate is { } version)
        {
            _life.ToEvaluate(version);
            _parts.Evaluator.Tell(new Evaluate(_epoch, version));
        }

        Advance();
    }

    private void OnEvaluationCompleted(EvaluationCompleted completed)
    {
        if (completed.Epoch != _epoch) return;
        _life!.Evaluated(completed.Result);
        _parts.Metrics.Tell(completed.Result);
        Advance();
    }

    private void OnRoundsRevoked(RoundsRevoked revoked)
    {
        if (revoked.Epoch != _epoch) return;
        _revoking = false;
        _granted = revoked.Until;
        _life!.Clock.StopAt(revoked.Until);
        Advance();
    }

    private void OnStop()
    {
        _stopping = true;
        Phase("stopping");
        if (_life is null) End(null);
        else if (_running) Revoke();
    }

    // The cut for a stop or a person's wish is taken where the rounds happen to be; that decides no result.
    private void Revoke()
    {
        if (!_running || _revoking) return;
        _revoking = true;
        _parts.Policy.Tell(new RevokeRounds(_epoch));
    }

    private void Advance()
    {
        var clock = _life!.Clock;
        _parts.Metrics.Tell(new RoundCompleted(clock.Completed));
        if (_revoking) return;
        if (clock.AtBarrier) StandStill(clock.Completed);
        else if (clock.Grant > _granted) Grant();
    }

    private void Grant()
    {
        // A grant now would undo the revocation before its answer is here.
        if (_revoking) return;
        _granted = _life!.Clock.Grant;
        _parts.Policy.Tell(new GrantRounds(_epoch, _granted));
    }

    private void StandStill(long round)
    {
        if (_checkpoint is not null) return;
        if (round == _record.LastRound)
        {
            // Nothing happened since the last commit: there is nothing to save.
            if (round == _run.Settings.Rounds)
            {
                // Killed behind its last commit: what that commit made needless is still there.
                CleanUp(BlobsFound());
                Finish(round);
            }
            else if (_stopping) End(null);
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

    private void End(string? failure)
    {
        var evaluations = _life?.Evaluations ?? [];
        (_running, _life, _checkpoint) = (false, null, null);
        // A later epoch's messages only: whatever still comes from this life is ignored.
        _epoch++;
        _parts.Policy.Tell(new PreparePolicy(_epoch, 0, [], [], [], _parts.Metrics));
        if (failure is not null) _log.Error("the run ends: {0}", failure);
        _ended.TrySetResult(new RunEnded(_record.LastRound, _record.Finished, evaluations, failure));
    }

    private void Phase(string phase) => _parts.Metrics.Tell(new PhaseChanged(phase, _life?.Round ?? 0));

    private void Raise(string key, string? text)
    {
        if (text is not null) _log.Warning("{0}", text);
        _parts.Metrics.Tell(new Alarm(key, text));
    }

    private sealed record Begin;

    private sealed record AskAgain;
}
