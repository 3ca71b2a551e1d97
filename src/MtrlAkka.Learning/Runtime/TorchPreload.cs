using System.Runtime.InteropServices;

namespace MtrlAkka.Learning;

/// <summary>What must be done before libtorch is loaded.</summary>
internal static partial class TorchPreload
{
    // How often a worker of the OpenMP team looks for work before it sleeps, some microseconds in all. libgomp's own 300,000
    // keeps cores from the environments for milliseconds; none at all costs a wake-up in each of an update's hundred loops.
    private const string SpinCount = "1000";

    /// <summary>Sets the workers' spin count, unless the user chose one; must come before libtorch and with it libgomp is loaded.</summary>
    public static void ShortenSpin()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            SetEnvironmentVariable("GOMP_SPINCOUNT", SpinCount, 0);
    }

    // The runtime's own way of setting a variable does not reach native code.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
