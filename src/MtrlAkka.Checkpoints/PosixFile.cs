using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MtrlAkka.Checkpoints;

/// <summary>What .NET's files lack: syncing a directory, and reading a file that is locked.</summary>
internal static partial class PosixFile
{
    /// <summary>Makes renames and deletions within a directory outlive a power cut. Elsewhere than on Unix, nothing.</summary>
    /// <exception cref="IOException">The directory cannot be synced.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = Open(path);
        if (fsync((int)handle.DangerousGetHandle()) != 0)
            throw new IOException($"cannot sync {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The text of a file, whoever has it locked; empty where it cannot be read.</summary>
    public static string ReadLocked(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) return "";
            using var stream = new FileStream(Open(path), FileAccess.Read);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Opens a file to be read, whoever has it locked; on Windows only where its holder lets others read.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream OpenLocked(string path, int bufferSize) => OperatingSystem.IsWindows()
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize)
        : new FileStream(Open(path), FileAccess.Read, bufferSize);

    private static SafeFileHandle Open(string path)
    {
        int descriptor = open(path, OperatingSystem.IsLinux() ? LinuxCloseOnExec : 0);
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        string why = $"cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}";
        throw Marshal.GetLastPInvokeError() == NoEntry ? new FileNotFoundException(why, path) : new IOException(why);
    }

    private const int LinuxCloseOnExec = 0x80000, NoEntry = 2;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);
}
