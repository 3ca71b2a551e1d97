using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MtrlAkka.Physics;

/// <summary>
/// Receives MuJoCo's own messages. With these handlers in place MuJoCo writes no MUJOCO_LOG.TXT and prints nothing.
/// </summary>
/// <remarks>
/// A warning is passed on; whether a state became useless is read from its simulation's counters after each step.
/// After an error MuJoCo must not continue, and no exception can pass its frames. In a call that the guard runs
/// (<see cref="MuJoCoLibrary.GuardPath"/>) it becomes a <see cref="PhysicsException"/>. Elsewhere the process says one line
/// and ends with exit code 70, as it would after any other loss of a worker. Mistakes in a model file do not come this
/// way: <see cref="Model.Load"/> reports them.
/// </remarks>
public static class NativeMessages
{
    private const int SoftwareErrorExit = 70;

    /// <summary>Raised with the text of each warning, on the thread that simulates; must not throw. A text does not tell whose simulation it is of.</summary>
    public static event Action<string>? Warned;

    /// <summary>Raised with the text of an error just before the process ends of it; must not throw.</summary>
    public static event Action<string>? Failing;

    internal static unsafe void Attach(nint library, NativeGuard? guard)
    {
        if (NativeLibrary.TryGetExport(library, "mju_user_error", out nint error))
            *(nint*)error = guard is null ? (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&OnError : guard.Handler(&OnError);
        if (NativeLibrary.TryGetExport(library, "mju_user_warning", out nint warning))
            *(delegate* unmanaged[Cdecl]<byte*, void>*)warning = &OnWarning;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnError(byte* message)
    {
        string text = Text(message);
        Failing?.Invoke(text);
        Console.Error.WriteLine($"MuJoCo failed and the process cannot go on: {text}");
        Environment.Exit(SoftwareErrorExit);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnWarning(byte* message) => Warned?.Invoke(Text(message));

    internal static unsafe string Text(byte* message) =>
        (Marshal.PtrToStringUTF8((nint)message) ?? "no message").ReplaceLineEndings(" ");
}
