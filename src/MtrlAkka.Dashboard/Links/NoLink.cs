using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Dashboard.Links;

/// <summary>Folders alone: whoever trains the runs in them cannot be asked.</summary>
public sealed class NoLink : IClusterLink
{
    private const string Why = "this page only reads the runs' folders: start it with the run (./mtrl train --dashboard), or for its cluster (./mtrl dashboard HOST:PORT)";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClusterStatus>> StatusAsync() => Task.FromResult<IReadOnlyList<ClusterStatus>>([]);

    /// <inheritdoc/>
    public Task ActAsync(string run, RunAction action) => throw new SettingsException(Why);

    /// <inheritdoc/>
    public Task DrainAsync(string node) => throw new SettingsException(Why);
}
