using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>How a run of a study stands.</summary>
public enum StudyRunState
{
    /// <summary>It has not begun, or waits for another attempt.</summary>
    Waiting,

    /// <summary>It is under way, or was when the study was last stopped.</summary>
    Running,

    /// <summary>All its rounds are done.</summary>
    Finished,

    /// <summary>It was tried as often as the study allows and did not end well.</summary>
    Failed,
}

/// <summary>A run of a study: a cell with a seed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="State">How it stands.</param>
/// <param name="Attempts">Attempts that failed.</param>
/// <param name="Reason">Why the last attempt failed, or null.</param>
public sealed record StudyRun(StudyCell Cell, uint Seed, StudyRunState State, int Attempts, string? Reason)
{
    /// <summary>Name of the run, and of its folder in <see cref="StudyFolder.Runs"/>.</summary>
    public string Name => Cell.RunName(Seed);
}
