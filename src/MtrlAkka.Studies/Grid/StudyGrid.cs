namespace MtrlAkka.Studies.Grid;

/// <summary>
/// Decides which runs of a study are trained next. What happened it is told as events, which whoever owns it keeps in the journal
/// first; nothing else of it needs to be kept.
/// </summary>
public sealed class StudyGrid
{
    private readonly StudyRecord _record;
    private readonly StudyGridLimits _limits;
    private readonly Dictionary<int, StudyBatch> _active = [];
    private int _batches;

    /// <summary>A grid of which nothing is under way.</summary>
    /// <param name="record">What happened so far.</param>
    /// <param name="limits">How much may be under way at a time.</param>
    public StudyGrid(StudyRecord record, StudyGridLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Parallel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Together, 1);
        (_record, _limits) = (record, limits);
    }

    /// <summary>Whether no further batch may begin.</summary>
    public bool Stopping { get; private set; }

    /// <summary>Batches under way.</summary>
    public IReadOnlyCollection<StudyBatch> Active => _active.Values;

    /// <summary>Whether nothing is under way and nothing will begin.</summary>
    public bool Over => _active.Count == 0 && (Stopping || !_record.Runs.Any(IsOpen));

    /// <summary>No further batch begins; those under way are waited for.</summary>
    public void Stop() => Stopping = true;

    /// <summary>
    /// The batch to begin now, or null where none may. Runs go in the order of the grid; those that failed come after all that
    /// have not been tried, and each for itself, so that what breaks one takes no other with it.
    /// </summary>
    public StudyBatch? Next()
    {
        if (Stopping || _active.Count >= _limits.Parallel) return null;
        var under = _active.Values.SelectMany(static batch => batch.Runs).ToHashSet(StringComparer.Ordinal);
        StudyRun[] open = [.. _record.Runs.Where(run => IsOpen(run) && !under.Contains(run.Name))];
        if (open.Length == 0) return null;
        var first = open.MinBy(static run => run.Attempts)!;
        uint[] seeds = first.Attempts > 0
            ? [first.Seed]
            : [.. open.Where(run => run.Cell.Key == first.Cell.Key && run.Attempts == 0).Take(_limits.Together).Select(static run => run.Seed)];
        return new StudyBatch(_batches + 1, first.Cell, seeds);
    }

    /// <summary>What is to be kept of a batch's begin.</summary>
    public static IReadOnlyList<IStudyEvent> Begin(StudyBatch batch) => [.. batch.Runs.Select(static run => new RunBegun(run))];

    /// <summary>A batch begins.</summary>
    /// <param name="batch">The one of <see cref="Next"/>, whose begin is kept and applied.</param>
    public void Began(StudyBatch batch)
    {
        _batches = batch.Number;
        _active.Add(batch.Number, batch);
    }

    /// <summary>What is to be kept of a batch's end. What was stopped leaves no trace: it is under way, and goes on with the study.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="outcomes">How its runs ended; one that is not told of failed.</param>
    public static IReadOnlyList<IStudyEvent> End(StudyBatch batch, IReadOnlyList<RunOutcome> outcomes)
    {
        List<IStudyEvent> events = [];
        foreach (string run in batch.Runs)
        {
            var outcome = outcomes.FirstOrDefault(one => one.Run == run) ?? new RunOutcome(run, RunOutcomeKind.Failed, "it was not heard of again");
            if (outcome.Kind == RunOutcomeKind.Finished) events.Add(new RunCompleted(run));
            else if (outcome.Kind == RunOutcomeKind.Failed) events.Add(new RunAttemptFailed(run, (outcome.Reason ?? "for no known reason").ReplaceLineEndings(" ")));
        }

        return events;
    }

    /// <summary>A batch has ended, and its end is kept and applied.</summary>
    public void Ended(StudyBatch batch) => _active.Remove(batch.Number);

    /// <summary>What is to be kept for runs that have failed to be tried anew.</summary>
    public IReadOnlyList<IStudyEvent> TryAnew() => [.. _record.Runs.Where(static run => run.State == StudyRunState.Failed).Select(static run => new RunTriedAnew(run.Name))];

    private static bool IsOpen(StudyRun run) => run.State is StudyRunState.Waiting or StudyRunState.Running;
}

/// <summary>How much of a study is under way at a time.</summary>
/// <param name="Parallel">Batches at a time, each in a process of its own; 1 or more.</param>
/// <param name="Together">Runs of a batch, 1 or more.</param>
public sealed record StudyGridLimits(int Parallel, int Together);
