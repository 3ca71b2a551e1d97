using System.Runtime.InteropServices;

namespace MtrlAkka.Physics;

/// <summary>
/// Runs calls of MuJoCo's so that its own errors come back as text instead of ending the process. The library behind it
/// is <c>eng/mujoco-guard.c</c>, which the launcher compiles for the machine.
/// </summary>
internal sealed unsafe class NativeGuard
{
    private readonly delegate* unmanaged<delegate* unmanaged[Cdecl]<byte*, void>, nint> _handler;
    private readonly delegate* unmanaged<delegate* unmanaged<nint, nint, void>, nint, nint, int, byte*> _run;

    private NativeGuard(string path, nint library)
    {
        Path = path;
        _handler = (delegate* unmanaged<delegate* unmanaged[Cdecl]<byte*, void>, nint>)NativeLibrary.GetExport(library, "mtrl_guard");
        _run = (delegate* unmanaged<delegate* unmanaged<nint, nint, void>, nint, nint, int, byte*>)NativeLibrary.GetExport(library, "mtrl_run");
    }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>Loads the guard that <see cref="LibraryLocator.GuardVariable"/> names.</summary>
    /// <param name="problem">Why there is none.</param>
    /// <returns>The guard, or null: MuJoCo works without it too.</returns>
    public static NativeGuard? Load(out string? problem)
    {
        string? path = Environment.GetEnvironmentVariable(LibraryLocator.GuardVariable);
        problem = $"{LibraryLocator.GuardVariable} is not set";
        if (string.IsNullOrEmpty(path)) return null;
        try
        {
            var guard = new NativeGuard(path, NativeLibrary.Load(path));
            problem = null;
            return guard;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            problem = $"{path} cannot be loaded";
            return null;
        }
    }

    /// <summary>The handler to give to MuJoCo.</summary>
    /// <param name="otherwise">Takes the errors of calls that are not run by the guard.</param>
    public nint Handler(delegate* unmanaged[Cdecl]<byte*, void> otherwise) => _handler(otherwise);

    /// <summary>Calls <paramref name="function"/> <paramref name="count"/> times.</summary>
    /// <returns>Null, or the text of the error that ended it, valid until this thread's next error.</returns>
    public byte* Run(delegate* unmanaged<nint, nint, void> function, nint model, nint data, int count) => _run(function, model, data, count);
}
