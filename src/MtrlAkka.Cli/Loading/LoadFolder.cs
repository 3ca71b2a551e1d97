using MtrlAkka.Cli.Nodes;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Cli.Loading;

/// <summary>A folder for what a load writes, gone with it.</summary>
internal sealed class LoadFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-load-").FullName;

    /// <summary>What scenarios need to know of this machine.</summary>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    public LoadSetup Setup(string? mujoco) => new(OwnProgram.CommandLine, mujoco, _folder);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
