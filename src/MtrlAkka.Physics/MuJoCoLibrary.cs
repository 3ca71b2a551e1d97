using System.Runtime.InteropServices;

namespace MtrlAkka.Physics;

/// <summary>
/// The loaded libmujoco. A process uses one: its handlers are global, and results of two versions must not be mixed.
/// </summary>
public sealed unsafe class MuJoCoLibrary
{
    private static readonly Lock Loading = new();
    private static MuJoCoLibrary? _loaded;

    private MuJoCoLibrary(string path, nint handle)
    {
        Path = path;
        Handle = handle;
        Functions = new NativeFunctions(handle);
        Layout = MuJoCoLayout.Of(Functions.Version(), path);
        Guard = NativeGuard.Load(out string? problem);
        GuardProblem = problem;
        NativeMessages.Attach(handle, Guard);
    }

    /// <summary>The versions whose structs are known, oldest first.</summary>
    public static IReadOnlyList<string> SupportedVersions { get; } = [.. MuJoCoLayout.Known.Select(static k => k.Version)];

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>The guard that makes exceptions of MuJoCo's own errors; null where there is none, and such an error ends the process.</summary>
    public string? GuardPath => Guard?.Path;

    /// <summary>Why there is no guard; null where there is one.</summary>
    public string? GuardProblem { get; }

    /// <summary>Version, such as 3.3.0.</summary>
    public string Version => Layout.Version;

    internal nint Handle { get; }

    internal NativeFunctions Functions { get; }

    internal MuJoCoLayout Layout { get; }

    internal NativeGuard? Guard { get; }

    /// <summary>Loads the library, or returns the one already loaded.</summary>
    /// <param name="path">File to load; null takes the first that <see cref="LibraryLocator"/> finds.</param>
    /// <exception cref="MuJoCoException">Nothing was found, the file is no MuJoCo, or another one is loaded already.</exception>
    /// <exception cref="UnsupportedMuJoCoException">The version is not known; the message names those that are.</exception>
    public static MuJoCoLibrary Load(string? path = null)
    {
        lock (Loading)
        {
            if (_loaded is not null && path is null) return _loaded;
            string file = LibraryLocator.Locate(path);
            if (_loaded is not null)
            {
                return _loaded.Path == file ? _loaded : throw new MuJoCoException(
                    $"this process uses MuJoCo from {_loaded.Path}; {file} needs a process of its own");
            }

            try
            {
                return _loaded = new MuJoCoLibrary(file, NativeLibrary.Load(file));
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                // The runtime gives advice for developers before the loader's own line.
                string reason = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
                throw new MuJoCoException($"{file} cannot be loaded as MuJoCo: {reason}", error);
            }
        }
    }
}
