using System.Runtime.InteropServices;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>The physics library: which one a run would take, and whether its structs are known.</summary>
internal static class MuJoCoProbe
{
    private const string Preferred = "3.3.0";
    private static readonly string[] Supported = ["2.2.2", Preferred, "3.8.0", "3.17.0"];
    private static readonly string[] SystemNames = ["libmujoco.so.3.3.0", "libmujoco.so.2.2.2", "libmujoco.so"];

    public static Finding Library(string? named)
    {
        string[] candidates = Candidates(named);
        string? found = candidates.FirstOrDefault(candidate => NativeLibrary.TryLoad(candidate, out _));
        string advice = $"run ./mtrl doctor --refresh, or put libmujoco.so.{Preferred} at {Cached}, or apt-get install libmujoco2.2.2, or name a file with MTRL_MUJOCO";
        if (found is null) return new Finding(Health.Fail, "", $"not found ({string.Join(", ", candidates)})", advice);

        nint library = NativeLibrary.Load(found);
        if (!NativeLibrary.TryGetExport(library, "mj_version", out _) || !NativeLibrary.TryGetExport(library, "mj_versionString", out nint function))
        {
            return new Finding(Health.Fail, "", $"{found} is not MuJoCo", advice);
        }

        string version = VersionOf(function), text = $"{version} at {MachineProbe.Mapped("libmujoco.so") ?? found}";
        if (!Supported.Contains(version)) return new Finding(Health.Fail, "", text, $"this version is not known; known are {string.Join(", ", Supported)}: {advice}");
        return version == "2.2.2"
            ? new Finding(Health.Warn, "", text, $"{Preferred} is two to three times as fast: ./mtrl doctor --refresh fetches it, or put it at {Cached}")
            : new Finding(Health.Ok, "", text);
    }

    private static string Cached => Path.Combine(CacheFolder, $"mujoco-{Preferred}", $"libmujoco.so.{Preferred}");

    private static string CacheFolder => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
        ? Path.Combine(cache, "mtrl")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "mtrl");

    // What the user names is taken or nothing: another library than the one asked for would be worse than none.
    private static string[] Candidates(string? named)
    {
        string? wanted = named ?? Environment.GetEnvironmentVariable("MTRL_MUJOCO");
        return string.IsNullOrEmpty(wanted) ? [Cached, .. SystemNames] : [Path.GetFullPath(wanted)];
    }

    private static unsafe string VersionOf(nint function) => Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)function)()) ?? "of no version";
}
