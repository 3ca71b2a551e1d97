using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>
/// What a study's journal says, event by event, about the runs of its grid. The study's actor recovers with it, and those who only
/// look read the journal with it.
/// </summary>
public sealed class StudyRecord
{
    private readonly StudyRun[] _runs;
    private readonly Dictionary<string, int> _places;
    private readonly int _attempts;

    /// <summary>A study of which nothing has happened.</summary>
    public StudyRecord(StudyDefinition definition)
    {
        _attempts = definition.Attempts;
        _runs = [.. definition.Cells.SelectMany(cell => definition.Seeds.Select(seed => new StudyRun(cell, seed, StudyRunState.Waiting, 0, null)))];
        _places = _runs.Index().ToDictionary(static one => one.Item.Name, static one => one.Index, StringComparer.Ordinal);
    }

    /// <summary>All runs of the grid, cell by cell in the order of the definition, the seeds of a cell in theirs.</summary>
    public IReadOnlyList<StudyRun> Runs => _runs;

    /// <summary>A run by its name.</summary>
    /// <exception cref="InvalidDataException">The grid has no such run.</exception>
    public StudyRun this[string run] => _runs[Place(run)];

    /// <summary>Something that the journal holds happened.</summary>
    /// <exception cref="InvalidDataException">It is of a run that the grid does not have.</exception>
    public void Apply(IStudyEvent happened)
    {
        switch (happened)
        {
            case RunBegun begun:
                Change(begun.Run, static run => run with { State = StudyRunState.Running });
                break;
            case RunCompleted completed:
                Change(completed.Run, static run => run with { State = StudyRunState.Finished, Reason = null });
                break;
            case RunAttemptFailed failed:
                Change(failed.Run, run => run with
                {
                    State = run.Attempts + 1 < _attempts ? StudyRunState.Waiting : StudyRunState.Failed, Attempts = run.Attempts + 1, Reason = failed.Reason,
                });
                break;
            case RunTriedAnew anew:
                Change(anew.Run, static run => run with { State = StudyRunState.Waiting, Attempts = 0 });
                break;
        }
    }

    private void Change(string run, Func<StudyRun, StudyRun> change)
    {
        int place = Place(run);
        _runs[place] = change(_runs[place]);
    }

    private int Place(string run) =>
        _places.TryGetValue(run, out int place) ? place : throw new InvalidDataException($"the study's journal speaks of the run {run}, which its definition does not have");
}
