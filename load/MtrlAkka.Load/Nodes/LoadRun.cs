using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Nodes;

/// <summary>The run whose parts bear a load; every process makes it from the same few texts.</summary>
/// <param name="Preset">The preset that it starts from.</param>
/// <param name="Settings">Settings over those of the preset, key=value.</param>
/// <param name="Blobs">Folder of what is checkpointed.</param>
public sealed record LoadRun(string Preset, IReadOnlyList<string> Settings, string Blobs)
{
    /// <summary>Name of the run.</summary>
    public const string Name = "load";

    /// <summary>Its configuration.</summary>
    public RunConfiguration Load() => RunConfiguration.Load(Preset, Settings);

    /// <summary>Its checkpoints, to be read.</summary>
    public IBlobStore OpenBlobs() => new DirectoryBlobStore(Blobs, readOnly: true);

    /// <summary>What actors of the run are given.</summary>
    /// <param name="library">The MuJoCo library, part of what a run is made of.</param>
    public RunContext CreateContext(MuJoCoLibrary library) =>
        RunContext.Create(Name, Load(), library, new DirectoryBlobStore(Directory.CreateDirectory(Blobs).FullName), CancellationToken.None);
}
