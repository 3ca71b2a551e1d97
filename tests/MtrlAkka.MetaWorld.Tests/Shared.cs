using MtrlAkka.Checkpoints;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tests;

/// <summary>The folder of golden files and reference assets that stands beside the repository on the build machines.</summary>
internal static class Shared
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    public static string Assets => Path.Combine(Folder!, "metaworld", "assets");

    /// <summary>The MuJoCo that made the golden files.</summary>
    public static MuJoCoLibrary ReferenceLibrary => MuJoCoLibrary.Load(Path.Combine(Folder!, "mujoco", "libmujoco.so.3.3.0"));

    public static GoldenTask Golden(string task, RewardVersion reward = RewardVersion.V2)
    {
        var file = Read("environments");
        var rewards = reward == RewardVersion.V2 ? file : Read("environments-v1");
        return GoldenTask.Parse(
            file.Metadata["json"], name => (name.EndsWith("/reward", StringComparison.Ordinal) || name.EndsWith("/info", StringComparison.Ordinal) ? rewards : file)[name].ToDoubles());

        SafetensorsFile Read(string folder) => SafetensorsFile.Read(Path.Combine(Folder!, "golden", folder, task + ".safetensors"));
    }

    public static SafetensorsFile Goals(string benchmark) =>
        SafetensorsFile.Read(Path.Combine(Folder!, "golden", "goals", $"goals-{benchmark}-seed42.safetensors"));

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("MTRL_SHARED");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "golden"))) return candidate;
        }

        return null;
    }
}

/// <summary>A test that needs the shared folder, and says so where it is absent.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (Shared.Folder is null) Skip = "the folder shared, with golden files and assets, is not beside the repository";
    }
}

/// <summary>A theory that needs the shared folder, and says so where it is absent.</summary>
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (Shared.Folder is null) Skip = "the folder shared, with golden files and assets, is not beside the repository";
    }
}
