using Akka.Actor;
using MtrlAkka.Chaos.Processes;

namespace MtrlAkka.Load.Nodes;

/// <summary>What one further process hosts.</summary>
/// <param name="Run">The run.</param>
/// <param name="Parts">Its parts there, of <see cref="LoadPeer.Parts"/>.</param>
public sealed record PeerSpec(LoadRun Run, IReadOnlyList<string> Parts);

/// <summary>The processes of one scenario: this one, which makes the requests, and those whose actors answer them.</summary>
public sealed class LoadCluster : IAsyncDisposable
{
    private readonly ProcessStarter _starter = new();
    private readonly List<LoadPeerProcess> _peers = [];

    private LoadCluster(LoadNode node) => Node = node;

    /// <summary>The node of this process.</summary>
    public LoadNode Node { get; }

    /// <summary>The other processes, in the order of their specifications.</summary>
    public IReadOnlyList<LoadPeerProcess> Peers => _peers;

    /// <summary>Bytes in memory of all processes but this one.</summary>
    public long Resident => _peers.Sum(static peer => peer.Resident);

    /// <summary>Core time of all processes so far, this one included.</summary>
    public TimeSpan Compute => _peers.Aggregate(Environment.CpuUsage.TotalTime, static (sum, peer) => sum + peer.Compute);

    /// <summary>Starts them, and waits until all are ready.</summary>
    public static async Task<LoadCluster> StartAsync(LoadSetup setup, IReadOnlyList<PeerSpec> specs, CancellationToken stop)
    {
        var cluster = new LoadCluster(await LoadNode.StartAsync(null).ConfigureAwait(false));
        try
        {
            foreach (var spec in specs) cluster._peers.Add(new LoadPeerProcess(cluster._starter, setup, spec.Run, spec.Parts, cluster.Node.Port));
            foreach (var peer in cluster._peers) await peer.ReadyAsync(stop).ConfigureAwait(false);
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return cluster;
    }

    /// <summary>An actor of another process.</summary>
    /// <param name="peer">Index of the process.</param>
    /// <param name="name">Its path below /user.</param>
    public Task<IActorRef> FindAsync(int peer, string name) => Node.FindAsync(_peers[peer].Ports.Node, name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers) peer.Dispose();
        _starter.Dispose();
        await Node.DisposeAsync().ConfigureAwait(false);
    }
}
