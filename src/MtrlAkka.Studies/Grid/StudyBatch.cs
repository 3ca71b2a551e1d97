using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>Runs that are trained together, with one learner: seeds of one cell.</summary>
/// <param name="Number">Number of the batch in this process, from 1.</param>
/// <param name="Cell">Their cell.</param>
/// <param name="Seeds">Their seeds, in the order of the study.</param>
public sealed record StudyBatch(int Number, StudyCell Cell, IReadOnlyList<uint> Seeds)
{
    /// <summary>Names of the runs.</summary>
    public IReadOnlyList<string> Runs => [.. Seeds.Select(Cell.RunName)];
}

/// <summary>How a run of a batch ended.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Kind">How.</param>
/// <param name="Reason">Why it failed, in a line; null where it did not.</param>
public sealed record RunOutcome(string Run, RunOutcomeKind Kind, string? Reason = null);

/// <summary>The ways a run of a batch ends.</summary>
public enum RunOutcomeKind
{
    /// <summary>All rounds are done.</summary>
    Finished,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was stopped with the study, and goes on with it.</summary>
    Stopped,
}
