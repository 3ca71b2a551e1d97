using System.Collections.Concurrent;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Dashboard.Links;

/// <summary>The runs of this process, each of which is a cluster of one node.</summary>
public sealed class HostLink : IClusterLink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, RunHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>A run is under way.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="host">Who does it.</param>
    public void Add(string run, RunHost host) => _hosts[run] = host;

    /// <summary>A run has ended here.</summary>
    /// <param name="run">Its name.</param>
    public void Remove(string run) => _hosts.TryRemove(run, out _);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClusterStatus>> StatusAsync()
    {
        try
        {
            return await Task.WhenAll(_hosts.OrderBy(static host => host.Key, StringComparer.Ordinal).Select(static host => host.Value.StatusAsync(Patience))).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new SettingsException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public Task ActAsync(string run, RunAction action)
    {
        if (!_hosts.TryGetValue(run, out var host)) throw new SettingsException($"the run {run} is not under way in this process");
        switch (action)
        {
            case RunAction.Checkpoint: host.CheckpointNow(); break;
            case RunAction.Pause: host.Pause(); break;
            default: host.Resume(); break;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DrainAsync(string node) => throw new SettingsException($"{node} is the run's only node: nobody could take over from it");
}
