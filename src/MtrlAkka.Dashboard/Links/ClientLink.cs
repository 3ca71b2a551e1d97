using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Dashboard.Links;

/// <summary>A cluster, from beside it.</summary>
/// <param name="client">Its client; its owner disposes of it.</param>
public sealed class ClientLink(ClusterClient client) : IClusterLink
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClusterStatus>> StatusAsync() => [await client.StatusAsync().ConfigureAwait(false)];

    /// <inheritdoc/>
    public async Task ActAsync(string run, RunAction action)
    {
        var status = await client.StatusAsync().ConfigureAwait(false);
        if (status.Run?.Name != run) throw new SettingsException($"the cluster is not doing the run {run} now");
        await (action switch
        {
            RunAction.Checkpoint => client.CheckpointNowAsync(),
            RunAction.Pause => client.PauseRunAsync(),
            _ => client.ResumeRunAsync(),
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task DrainAsync(string node) => client.DrainAsync(node);
}
