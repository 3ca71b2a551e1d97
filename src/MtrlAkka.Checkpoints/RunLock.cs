using System.Globalization;

namespace MtrlAkka.Checkpoints;

/// <summary>A run folder is in use by another process.</summary>
/// <param name="folder">The folder.</param>
/// <param name="holder">Who uses it, as it has written there; empty where that could not be read.</param>
public sealed class RunLockedException(string folder, string holder)
    : IOException($"the run folder {folder} is in use by {(holder.Length > 0 ? holder : "another process")}: wait for it or stop it, or choose another run")
{
    /// <summary>Who uses the folder, as it has written there; empty where that could not be read.</summary>
    public string Holder { get; } = holder;
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
            throw new RunLockedException(folder, PosixFile.ReadLocked(path));
        }

        return Hold(file, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"));
    }

    /// <summary>
    /// Shares the lock of a folder with others that do so, which are kept apart by other means: no process can have it for itself
    /// meanwhile. A cluster's nodes do this: one that is frozen must not keep the run from the others.
    /// </summary>
    /// <param name="folder">The folder, which is made where it is absent.</param>
    /// <param name="holder">Who shares it, for those who are refused.</param>
    /// <exception cref="RunLockedException">A process has the lock for itself.</exception>
    public static RunLock Share(string folder, string holder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        try
        {
            return Hold(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1), holder);
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new RunLockedException(folder, PosixFile.ReadLocked(path));
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

    // The file stays when the lock goes: deleting it would let two processes lock two files of one name.
    private static RunLock Hold(FileStream file, string holder)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.UTF8.GetBytes(holder));
        file.Flush();
        return new RunLock(file);
    }
}
