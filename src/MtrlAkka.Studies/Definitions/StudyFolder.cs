using MtrlAkka.Cluster.Configuration;
using MtrlAkka.MetaWorld;
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

    /// <summary>The folder of a study that exists.</summary>
    /// <param name="studiesDirectory">Where studies are kept.</param>
    /// <param name="study">Its name there, or a path.</param>
    /// <exception cref="SettingsException">There is no such study; the message has the nearest names.</exception>
    public static StudyFolder Find(string studiesDirectory, string study)
    {
        foreach (string path in new[] { System.IO.Path.Combine(studiesDirectory, study), study })
        {
            var folder = new StudyFolder(System.IO.Path.GetFullPath(path));
            if (File.Exists(folder.Definition)) return folder;
        }

        string[] known = [.. All(studiesDirectory).Select(static folder => folder.Name)];
        throw new SettingsException(known.Length == 0
            ? $"there is no study '{study}': none is kept in {studiesDirectory}; ./mtrl study run STUDY makes one"
            : $"{NearestNames.Unknown("study", study, known)} (in {studiesDirectory})");
    }

    /// <summary>All studies of a folder, by name.</summary>
    public static IEnumerable<StudyFolder> All(string studiesDirectory) => !Directory.Exists(studiesDirectory)
        ? []
        : Directory.EnumerateDirectories(studiesDirectory)
            .Select(static path => new StudyFolder(System.IO.Path.GetFullPath(path)))
            .Where(static folder => File.Exists(folder.Definition))
            .OrderBy(static folder => folder.Name, StringComparer.Ordinal);

    /// <summary>Makes the folder of a study, or finds that it has the same one already.</summary>
    /// <param name="definition">The study.</param>
    /// <exception cref="SettingsException">It has another one, or cannot be written.</exception>
    public void Begin(StudyDefinition definition)
    {
        if (File.Exists(Definition))
        {
            var there = StudyDefinition.Read(this);
            if (there.Difference(definition) is { } difference)
                throw new SettingsException($"the study {Name} was begun with {difference}: ./mtrl study resume {Name} goes on with it, --name NAME begins another one");
            return;
        }

        try
        {
            Directory.CreateDirectory(Runs);
            string unfinished = Definition + ".tmp";
            File.WriteAllText(unfinished, definition.ToText());
            File.Move(unfinished, Definition);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"the study's folder {Path} cannot be written ({error.Message}): name another place with --studies-dir", error);
        }
    }

    /// <summary>How the study stands; a process may be at work on it.</summary>
    /// <exception cref="SettingsException">There is no study in the folder.</exception>
    /// <exception cref="InvalidDataException">Its journal cannot be read.</exception>
    public StudyState ReadState() => StudyJournal.Read(this);

    private string Within(string name) => System.IO.Path.Combine(Path, name);
}
