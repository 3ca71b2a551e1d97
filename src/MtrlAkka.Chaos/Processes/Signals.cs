using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MtrlAkka.Chaos.Processes;

/// <summary>POSIX signals to processes that this one has started.</summary>
internal static partial class Signals
{
    private const int Terminate = 15, Continue = 18, Freeze = 19;

    /// <summary>SIGTERM: asks it to end.</summary>
    public static void SendTerminate(Process process) => Send(process, Terminate);

    /// <summary>SIGSTOP: it stands still, and its connections stay open.</summary>
    public static void SendFreeze(Process process) => Send(process, Freeze);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public static void SendContinue(Process process) => Send(process, Continue);

    private static void Send(Process process, int signal)
    {
        // An ended process that was not waited for keeps its id, so no other process can be hit.
        if (kill(process.Id, signal) == 0 || process.HasExited) return;
        throw new Win32Exception(Marshal.GetLastPInvokeError(), $"signal {signal} does not reach process {process.Id}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
