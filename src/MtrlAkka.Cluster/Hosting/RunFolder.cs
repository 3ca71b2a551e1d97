using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>A run on disk: configuration, journal, blobs, log and figures in one folder.</summary>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>Name of the run: that of its folder.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>The effective configuration, written once.</summary>
    public string Configuration => Within("config.conf");

    /// <summary>The preset or file that the run was started from, for people.</summary>
    public string PresetNote => Within("preset.txt");

    /// <summary>The journal of the coordinator, where it is a file of this folder.</summary>
    public string Journal => Within("journal.db");

    /// <summary>Where the journal is; absent where it is a file of this folder.</summary>
    public string JournalNote => Within("journal.conf");

    /// <summary>Name of the file that says why the run ended early in a cluster.</summary>
    public const string FailureName = "failure.txt";

    /// <summary>Why the run ended early in a cluster; absent where it did not.</summary>
    public string Failure => Within(FailureName);

    /// <summary>The blobs of the checkpoints.</summary>
    public string Blobs => Within("blobs");

    /// <summary>Figures as JSON lines.</summary>
    public string Metrics => Within("metrics.jsonl");

    /// <summary>TensorBoard's event files.</summary>
    public string TensorBoard => Within("tensorboard");

    /// <summary>Makes a folder for a new run and keeps its configuration there.</summary>
    /// <param name="runsDirectory">Where runs are kept.</param>
    /// <param name="name">Name of the run.</param>
    /// <param name="preset">What it was started from, for people.</param>
    /// <param name="configuration">The effective configuration.</param>
    /// <param name="weights">What its networks start from; the configuration has its hash. Null: drawn ones.</param>
    /// <param name="journal">What keeps its journal.</param>
    /// <exception cref="SettingsException">There is a run of that name, the folder cannot be written, or the journal's database is not named.</exception>
    /// <exception cref="InvalidDataException">The journal's database cannot be used.</exception>
    public static RunFolder Create(
        string runsDirectory, string name, string preset, RunConfiguration configuration, ImportedWeights? weights = null, JournalStore journal = JournalStore.Sqlite)
    {
        var folder = RequireFree(runsDirectory, name);
        try
        {
            Directory.CreateDirectory(folder.Path);
            File.WriteAllText(folder.PresetNote, preset);
            weights?.Store(new DirectoryBlobStore(folder.Blobs));
            JournalLocation.Create(folder, journal);
            // The configuration comes last: a folder without it is no run.
            string unfinished = folder.Configuration + ".tmp";
            File.WriteAllText(unfinished, configuration.ToHocon());
            File.Move(unfinished, folder.Configuration);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"the run's folder {folder.Path} cannot be written ({error.Message}): name another place with --runs-dir", error);
        }

        return folder;
    }

    /// <summary>The folder that a new run of a name would have.</summary>
    /// <exception cref="SettingsException">There is a run of that name, or it cannot be one.</exception>
    public static RunFolder RequireFree(string runsDirectory, string name)
    {
        if (name.Length == 0 || name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) >= 0 || name is "." or "..")
            throw new SettingsException($"'{name}' cannot be the name of a run: it names a folder");
        var folder = new RunFolder(System.IO.Path.GetFullPath(System.IO.Path.Combine(runsDirectory, name)));
        return File.Exists(folder.Configuration)
            ? throw new SettingsException($"there is a run '{name}' already: ./mtrl resume {name} goes on with it, --run NAME names another")
            : folder;
    }

    /// <summary>The folder of a run that exists.</summary>
    /// <param name="runsDirectory">Where runs are kept.</param>
    /// <param name="run">Its name there, or a path.</param>
    /// <exception cref="SettingsException">There is no such run; the message has the nearest names.</exception>
    public static RunFolder Find(string runsDirectory, string run)
    {
        foreach (string path in new[] { System.IO.Path.Combine(runsDirectory, run), run })
        {
            var folder = new RunFolder(System.IO.Path.GetFullPath(path));
            if (File.Exists(folder.Configuration)) return folder;
        }

        string[] known = [.. All(runsDirectory).Select(static folder => folder.Name)];
        throw new SettingsException(known.Length == 0
            ? $"there is no run '{run}': no run is kept in {runsDirectory}"
            : $"{NearestNames.Unknown("run", run, known)} (in {runsDirectory})");
    }

    /// <summary>All runs of a folder, by name.</summary>
    public static IEnumerable<RunFolder> All(string runsDirectory) => !Directory.Exists(runsDirectory)
        ? []
        : Directory.EnumerateDirectories(runsDirectory)
            .Select(static path => new RunFolder(System.IO.Path.GetFullPath(path)))
            .Where(static folder => File.Exists(folder.Configuration))
            .OrderBy(static folder => folder.Name, StringComparer.Ordinal);

    private string Within(string name) => System.IO.Path.Combine(Path, name);
}
