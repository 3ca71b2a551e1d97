using Akka.Actor;
using Akka.Persistence;

namespace MtrlAkka.Studies.Grid;

/// <summary>The persistent actor that owns a study's grid: its journal, and the messages of those who train.</summary>
public sealed class StudyActor : ReceivePersistentActor
{
    /// <summary>Name of the actor.</summary>
    public const string Name = "study";

    private readonly StudyWork _work;
    private readonly StudyRecord _record;
    private readonly StudyGrid _grid;

    /// <summary>An actor that begins as soon as its journal is read.</summary>
    /// <param name="work">What it does and for whom.</param>
    public StudyActor(StudyWork work)
    {
        _work = work;
        (PersistenceId, JournalPluginId, SnapshotPluginId) = (work.Journal.PersistenceId, work.Journal.JournalId, work.Journal.SnapshotId);
        _record = new StudyRecord(work.Definition);
        _grid = new StudyGrid(_record, work.Limits);
        Recover<IStudyEvent>(_record.Apply);
        Command<BeginStudy>(_ => Keep(_work.AnewFailed ? _grid.TryAnew() : [], Continue));
        Command<BatchEnded>(ended => Keep(StudyGrid.End(ended.Batch, ended.Outcomes), () => On(ended)));
        Command<StopStudy>(_ =>
        {
            _grid.Stop();
            _work.Trainer.Stop();
            Continue();
        });
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>How it is made.</summary>
    /// <param name="work">What it does and for whom.</param>
    public static Props Props(StudyWork work) => Akka.Actor.Props.Create(() => new StudyActor(work));

    /// <inheritdoc/>
    protected override void OnReplaySuccess() => Self.Tell(new BeginStudy());

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Fail($"the study cannot go on: {reason.Message}");
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Fail($"the study's journal cannot be read: {reason.Message}");

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Fail($"the study's journal cannot be written: {cause.Message.TrimEnd('.')}; the same command goes on from what is there");

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Fail($"the study's journal refuses an event: {cause.Message}");

    // Begins what may begin, one batch after the other, as each begin is kept first.
    private void Continue()
    {
        _work.Face.Show(_record.Runs, _grid.Active.SelectMany(static batch => batch.Runs).ToHashSet(StringComparer.Ordinal));
        if (_grid.Next() is { } batch)
        {
            Keep(StudyGrid.Begin(batch), () =>
            {
                _grid.Began(batch);
                _work.Face.Note($"begins: {string.Join(", ", batch.Runs)}");
                Train(batch);
                Continue();
            });
        }
        else if (_grid.Over)
        {
            _work.Ended.TrySetResult(new StudyEnded([.. _record.Runs], null));
        }
    }

    private void Train(StudyBatch batch) => TrainAsync(batch).PipeTo(Self);

    private async Task<BatchEnded> TrainAsync(StudyBatch batch)
    {
        try
        {
            return new BatchEnded(batch, await _work.Trainer.TrainAsync(batch).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            return new BatchEnded(batch, [.. batch.Runs.Select(run => new RunOutcome(run, RunOutcomeKind.Failed, error.Message))]);
        }
    }

    private void On(BatchEnded ended)
    {
        _grid.Ended(ended.Batch);
        foreach (string name in ended.Batch.Runs)
        {
            var run = _record[name];
            _work.Face.Note(run.State switch
            {
                StudyRunState.Finished => $"finished: {name}",
                StudyRunState.Failed => $"failed after {run.Attempts} attempts: {name}: {run.Reason}",
                StudyRunState.Waiting => $"attempt {run.Attempts} failed, tried again later: {name}: {run.Reason}",
                _ => $"stopped: {name}",
            });
        }

        Continue();
    }

    private void Keep(IReadOnlyList<IStudyEvent> events, Action then)
    {
        int left = events.Count;
        if (left == 0) then();
        else PersistAll(events, happened =>
        {
            _record.Apply(happened);
            if (--left == 0) then();
        });
    }

    private void Fail(string line) => _work.Ended.TrySetResult(new StudyEnded([.. _record.Runs], line));
}
