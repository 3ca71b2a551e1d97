using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>What a run reads from and writes to.</summary>
internal static class StoresProbe
{
    private const double EnoughDisk = 5;

    public static Finding Scenes()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Scenes");
        int count = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Count() : 0;
        return count > 0
            ? new Finding(Health.Ok, "", $"{count} files at {folder}")
            : new Finding(Health.Fail, "", $"none at {folder}", "the build is not whole: remove src/MtrlAkka.Cli/bin and start ./mtrl again");
    }

    public static Finding Journal()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return new Finding(Health.Ok, "", $"SQLite {connection.ServerVersion}");
    }

    public static Finding Runs(string folder)
    {
        string full = Path.GetFullPath(folder), existing = full;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing) ?? "/";
        string probe = Path.Combine(existing, $".mtrl-{Environment.ProcessId}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Finding(Health.Fail, "", $"{full} cannot be written ({error.Message})", "name another folder with --runs-dir");
        }

        double free = MachineProbe.Gibibytes(new DriveInfo(existing).AvailableFreeSpace);
        string text = string.Create(CultureInfo.InvariantCulture, $"{full}{(existing == full ? "" : " (made by the first run)")}, {free:0.0} GiB free");
        return free >= EnoughDisk
            ? new Finding(Health.Ok, "", text)
            : new Finding(Health.Warn, "", text, string.Create(CultureInfo.InvariantCulture, $"long runs want {EnoughDisk:0} GiB or more: free some space or name another folder with --runs-dir"));
    }
}
