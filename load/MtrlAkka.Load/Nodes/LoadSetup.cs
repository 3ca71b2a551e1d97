namespace MtrlAkka.Load.Nodes;

/// <summary>What every load needs to know of this machine.</summary>
/// <param name="Program">Program and arguments that start this program again, before those of a command.</param>
/// <param name="MuJoCo">Path of the MuJoCo library, or null to look for it.</param>
/// <param name="Folder">Folder for checkpoints, logs and databases of the load; there.</param>
public sealed record LoadSetup(IReadOnlyList<string> Program, string? MuJoCo, string Folder)
{
    /// <summary>A new folder of its own.</summary>
    /// <param name="name">The beginning of its name.</param>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, $"{name}-{Guid.NewGuid():N}")).FullName;
}
