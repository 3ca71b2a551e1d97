using System.Globalization;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Dashboard.Clips;

/// <summary>The clips of runs, each in its run's folder.</summary>
public static class ClipShelf
{
    private const string Prefix = "round-", Suffix = ".gif";

    // Of each task the newest ones stay.
    private const int KeptOfTask = 3;

    /// <summary>The clips of a run, newest first, those of one round by their tasks.</summary>
    public static IReadOnlyList<Clip> Of(RunFolder run)
    {
        string folder = FolderOf(run);
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").Select(static path => Parse(Path.GetFileName(path))).OfType<Clip>()
                .OrderByDescending(static clip => clip.Round).ThenBy(static clip => clip.Task, StringComparer.Ordinal)];
    }

    /// <summary>Where a clip is, or is to be made.</summary>
    public static string PathOf(RunFolder run, string task, long round)
    {
        string folder = FolderOf(run);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{round:D9}-{task}{Suffix}"));
    }

    /// <summary>Deletes old clips of a task.</summary>
    public static void Tidy(RunFolder run, string task)
    {
        foreach (var old in Of(run).Where(clip => clip.Task == task).Skip(KeptOfTask)) File.Delete(Path.Combine(FolderOf(run), old.File));
    }

    /// <summary>A clip by what a browser asks for; null where it is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="file">Name of the file.</param>
    public static FileInfo? Find(RunFolder run, string file) =>
        Of(run).Any(clip => clip.File == file) && new FileInfo(Path.Combine(FolderOf(run), file)) is { Exists: true } found ? found : null;

    private static string FolderOf(RunFolder run) => Path.Combine(run.Path, "clips");

    private static Clip? Parse(string file)
    {
        string[] parts = file[Prefix.Length..^Suffix.Length].Split('-', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long round) ? new Clip(file, parts[1], round) : null;
    }
}
