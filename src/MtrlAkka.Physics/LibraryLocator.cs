namespace MtrlAkka.Physics;

/// <summary>Looks for libmujoco: a given path, the user's cache of the official build, then the system's.</summary>
public static class LibraryLocator
{
    /// <summary>Environment variable that names the library.</summary>
    public const string Variable = "MTRL_MUJOCO";

    /// <summary>Environment variable that names the guard against MuJoCo's own errors; the launcher sets it.</summary>
    public const string GuardVariable = "MTRL_MUJOCO_GUARD";

    private static readonly string[] SystemFolders =
    [
        "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
    ];

    /// <summary>Where the launcher keeps the official build.</summary>
    public static string CachedPath
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "mtrl", "mujoco-3.3.0", "libmujoco.so.3.3.0");
        }
    }

    /// <summary>The library to load.</summary>
    /// <param name="path">The user's choice, or null for the first found.</param>
    /// <exception cref="MuJoCoException">A chosen file does not exist, or nothing was found.</exception>
    public static string Locate(string? path)
    {
        if (!string.IsNullOrEmpty(path)) return Existing(path, "the setting");
        string? variable = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(variable)) return Existing(variable, Variable);
        if (File.Exists(CachedPath)) return CachedPath;
        return FindInSystem() ?? throw new MuJoCoException(
            $"MuJoCo was not found: not in {CachedPath}, not in the system's library folders. "
            + $"Install it (apt-get install libmujoco2.2.2) or name the library by {Variable}.");
    }

    private static string Existing(string path, string origin) => File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new MuJoCoException($"there is no MuJoCo library at {path} (named by {origin})");

    /// <summary>The newest known version in the system's folders.</summary>
    private static string? FindInSystem()
    {
        foreach (var layout in MuJoCoLayout.Known.Reverse())
        {
            foreach (string folder in SystemFolders)
            {
                string path = Path.Combine(folder, $"libmujoco.so.{layout.Version}");
                if (File.Exists(path)) return path;
            }
        }

        return SystemFolders.Select(static folder => Path.Combine(folder, "libmujoco.so")).FirstOrDefault(File.Exists);
    }
}
