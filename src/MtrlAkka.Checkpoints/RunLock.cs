using System.Globalization;

namespace MtrlAkka.Checkpoints;

/// <summary>A run folder is in use by another process.</summary>
/// <param name="folder">The folder.</param>
/// <param name="processId">The process that uses it; null where that could not be read.</param>
public sealed class RunLockedException(string folder, int? processId)
    : IOException($"the run folder {folder} is in use by {(processId is { } id ? $"process {id}" : "another process")}: wait for it or stop it, or choose another run")
{
    /// <summary>The process that uses the folder; null where that could not be read.</summary>
    public int? ProcessId { get; } = processId;
}

/// <summary>The right to write to a run folder, held by one process; the system takes it back however the process ends.</summary>
public sealed class RunLock : IDisposable
{
    private const string FileName = "run.lock";
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = 32;
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a folder, which is made where it is absent.</summary>
    /// <exception cref="RunLockedException">Another process holds it.</exception>
    public static RunLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new RunLockedException(folder, OwnerIn(path));
        }

        // The file stays when the lock goes: deleting it would let two processes lock two files of one name.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new RunLock(file);
    }

    /// <summary>
    /// Shares the lock of a folder with others that do so, which are kept apart by other means: no process can have it for itself
    /// meanwhile. A cluster's nodes do this: one that is frozen must not keep the run from the others.
    /// </summary>
    /// <exception cref="RunLockedException">A process has the lock for itself.</exception>
    public static RunLock Share(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
            file.SetLength(0);
            return new RunLock(file);
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new RunLockedException(folder, OwnerIn(path));
        }
    }

    /// <summary>Whether a living process has the lock of a folder for itself, as far as one can tell from beside.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.Read, 1).Dispose();
            return false;
        }
        catch (IOException error)
        {
            return IsTaken(error);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsTaken(IOException error) =>
        (error.HResult & 0xFFFF) is WouldBlockOnLinux or WouldBlockOnMac or WindowsSharingViolation;

    private static int? OwnerIn(string path) =>
        int.TryParse(PosixFile.ReadLocked(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
}
