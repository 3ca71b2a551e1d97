using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Dashboard.Feeds;

/// <summary>A study at a glance.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Scale">paper or laptop.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Runs">All runs of its grid.</param>
/// <param name="Active">Whether a process is at work on it.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
public sealed record StudyView(string Name, string Title, string Scale, string Question, IReadOnlyList<StudyRun> Runs, bool Active, string? Problem)
{
    /// <summary>Runs in a state.</summary>
    public int Count(StudyRunState state) => Runs.Count(run => run.State == state);

    /// <summary>Looks at a study's folder; one that cannot be read gives a view that says so.</summary>
    public static StudyView Of(StudyFolder folder)
    {
        try
        {
            var definition = StudyDefinition.Read(folder);
            var state = folder.ReadState();
            return new StudyView(folder.Name, definition.Title, definition.Scale, definition.Question, state.Runs, state.Held, null);
        }
        catch (Exception error) when (error is SettingsException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new StudyView(folder.Name, folder.Name, "", "", [], Active: false, error.Message);
        }
    }

    /// <summary>All studies of a folder, by name.</summary>
    public static IEnumerable<StudyFolder> All(string studiesDirectory) => !Directory.Exists(studiesDirectory)
        ? []
        : Directory.EnumerateDirectories(studiesDirectory)
            .Select(static path => new StudyFolder(Path.GetFullPath(path)))
            .Where(static folder => File.Exists(folder.Definition))
            .OrderBy(static folder => folder.Name, StringComparer.Ordinal);
}
