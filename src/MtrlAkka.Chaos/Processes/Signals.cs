using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MtrlAkka.Chaos.Processes;

/// <summary>POSIX signals to processes that this one has started.</summary>
public static partial class Signals
{
    private const int Terminate = 15, Continue = 18, Freeze = 19, NoSuchProcess = 3;

    /// <summary>SIGTERM: asks it to end.</summary>
    public static void SendTerminate(int process) => Send(process, Terminate);

    /// <summary>SIGSTOP: it stands still, and its connections stay open.</summary>
    public static void SendFreeze(int process) => Send(process, Freeze);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public static void SendContinue(int process) => Send(process, Continue);

    private static void Send(int process, int signal)
    {
        if (kill(process, signal) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error != NoSuchProcess) throw new Win32Exception(error, $"signal {signal} does not reach process {process}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
