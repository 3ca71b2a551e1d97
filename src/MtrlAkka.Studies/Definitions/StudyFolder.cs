using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Definitions;

/// <summary>A study on disk: its definition, the journal of its grid, its runs, and what was made of them, in one folder.</summary>
/// <param name="Path">The folder.</param>
public sealed record StudyFolder(string Path)
{
    /// <summary>Name of the study: that of its folder.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>The effective definition, written once.</summary>
    public string Definition => Within("study.conf");

    /// <summary>The journal of the grid.</summary>
    public string Journal => Within("journal.db");

    /// <summary>The runs, a folder like any other that keeps runs.</summary>
    public string Runs => Within("runs");

    /// <summary>Tables and score matrices.</summary>
    public string Results => Within("results");

    /// <summary>The report and its plots.</summary>
    public string Report => Within("report");

    /// <summary>How the study stands; a process may be at work on it.</summary>
    /// <exception cref="Cluster.Configuration.SettingsException">There is no study in the folder.</exception>
    /// <exception cref="InvalidDataException">Its journal cannot be read.</exception>
    public StudyState ReadState() => StudyJournal.Read(this);

    private string Within(string name) => System.IO.Path.Combine(Path, name);
}
