using System.Globalization;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Run;

/// <summary>What a poisoned step of an environment does.</summary>
public enum EnvironmentPoison
{
    /// <summary>The action becomes a NaN, so that the physics breaks: it costs the episode.</summary>
    NaN,

    /// <summary>The step throws what no environment should throw: it costs the environment's actor.</summary>
    Exception,

    /// <summary>Native code aborts: it costs the process.</summary>
    Crash,
}

/// <summary>
/// Faults as files of a folder: whoever tries a run puts them there and takes them away while it runs, and the processes of the
/// run look when the moment comes. All processes share the folder, as they share the run's disk.
/// </summary>
/// <param name="Path">The folder; it exists.</param>
public sealed record FaultFolder(string Path)
{
    private string DiskFile => Within("disk");

    /// <summary>What every write to the blob store comes to.</summary>
    public BlobFault Disk
    {
        get => Enum.TryParse(Read(DiskFile), out BlobFault fault) ? fault : BlobFault.None;
        set
        {
            if (value == BlobFault.None) File.Delete(DiskFile);
            else Write(DiskFile, $"{value}");
        }
    }

    /// <summary>The next process that comes to a moment kills itself there.</summary>
    public void CrashAt(CrashMoment moment) => Switch(CrashFile(moment));

    /// <summary>Nobody kills itself at a moment any more.</summary>
    /// <returns>Whether nobody had.</returns>
    public bool WithdrawCrash(CrashMoment moment) => TryTake(CrashFile(moment));

    /// <summary>Whether this process is the one that kills itself at a moment; only one ever hears so.</summary>
    public bool TakeCrash(CrashMoment moment) => TryTake(CrashFile(moment));

    /// <summary>
    /// Poisons an environment's step. A NaN comes in each life of the run at the same place, as it is part of what the run computes;
    /// an exception or crash comes once.
    /// </summary>
    /// <param name="environment">Index of the environment.</param>
    /// <param name="row">Rows that it has made before that step.</param>
    /// <param name="poison">What the step does.</param>
    public void Poison(int environment, long row, EnvironmentPoison poison)
    {
        if (poison == EnvironmentPoison.NaN)
            Write(NaNFile(environment), string.Join(' ', NaNRows(environment).Append(row).Order().Select(static value => value.ToString(CultureInfo.InvariantCulture))));
        else
            Switch(PoisonFile(environment, row, poison));
    }

    /// <summary>What an environment's next step does, or null for nothing special.</summary>
    /// <param name="environment">Index of the environment.</param>
    /// <param name="rows">Rows that it has made.</param>
    /// <param name="failures">How often its physics has broken; each break was one of the NaNs, in their order.</param>
    public EnvironmentPoison? TakePoison(int environment, long rows, int failures)
    {
        foreach (var poison in new[] { EnvironmentPoison.Exception, EnvironmentPoison.Crash })
            foreach (string file in Directory.EnumerateFiles(Path, $"environment-{environment}-{poison}-*"))
                if (long.Parse(file[(file.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture) <= rows && TryTake(file)) return poison;
        var nans = NaNRows(environment);
        return failures < nans.Length && nans[failures] <= rows ? EnvironmentPoison.NaN : null;
    }

    private long[] NaNRows(int environment) =>
        [.. (Read(NaNFile(environment)) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static row => long.Parse(row, CultureInfo.InvariantCulture))];

    private string Within(string name) => System.IO.Path.Combine(Path, name);

    private string CrashFile(CrashMoment moment) => Within($"crash-{moment}");

    private string NaNFile(int environment) => Within(string.Create(CultureInfo.InvariantCulture, $"nan-{environment}"));

    private string PoisonFile(int environment, long row, EnvironmentPoison poison) =>
        Within(string.Create(CultureInfo.InvariantCulture, $"environment-{environment}-{poison}-{row}"));

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // Whoever looks must never see half of it.
    private static void Write(string file, string content)
    {
        string unfinished = $"{file}.tmp";
        File.WriteAllText(unfinished, content);
        File.Move(unfinished, file, overwrite: true);
    }

    private static void Switch(string file) => File.Create(file).Dispose();

    // Of several processes that rename one file, one succeeds.
    private static bool TryTake(string file)
    {
        if (!File.Exists(file)) return false;
        try
        {
            File.Move(file, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, $"taken-{System.IO.Path.GetFileName(file)}"), overwrite: true);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
