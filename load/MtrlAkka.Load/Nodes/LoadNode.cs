using System.Globalization;
using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Load.Nodes;

/// <summary>
/// The actor system of one of a load's processes: configured as a cluster's node and member of their cluster, so that heartbeats
/// go between them, but with nobody who leads runs.
/// </summary>
public sealed class LoadNode : IAsyncDisposable
{
    /// <summary>The address of all of them.</summary>
    public const string Host = "127.0.0.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly HeartbeatGaps _gaps = new();

    private LoadNode(ActorSystem system)
    {
        (System, _cluster) = (system, Akka.Cluster.Cluster.Get(system));
        _ = NodeTelemetry.Of(system);
        _ = BulkFlow.Of(system);
        system.ActorOf(Props.Create(() => new HeartbeatListener(_gaps)));
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>Its port for other nodes.</summary>
    public int Port => _cluster.SelfAddress.Port!.Value;

    /// <summary>What came from the other node so far.</summary>
    public HeartbeatFigures Heartbeats => _gaps.With(NodeTelemetry.Of(System).LateHeartbeats.Value);

    /// <summary>Starts a node.</summary>
    /// <param name="seed">Port of the node that it joins; null: it begins a cluster.</param>
    public static async Task<LoadNode> StartAsync(int? seed)
    {
        var options = new ClusterNodeOptions(NodeRoles.Replay, Host, 0, [], "", null, null, "akka.loglevel = OFF");
        var node = new LoadNode(ActorSystem.Create(ClusterNode.SystemName, AkkaConfiguration.ForNode(options)));
        using var patience = new CancellationTokenSource(Patience);
        await node._cluster.JoinAsync(node.AddressOf(seed ?? node.Port), patience.Token).ConfigureAwait(false);
        return node;
    }

    /// <summary>How an asynchronous run's parts know a node of this machine.</summary>
    /// <param name="port">Its port.</param>
    public static string PartNode(int port) => PartRefs.NodeOf(string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}"), 1);

    /// <summary>An actor of another node.</summary>
    /// <param name="port">The node's port.</param>
    /// <param name="name">Its path below /user.</param>
    public Task<IActorRef> FindAsync(int port, string name) =>
        System.ActorSelection($"{new RootActorPath(AddressOf(port))}user/{name}").ResolveOne(Patience);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await System.Terminate().ConfigureAwait(false);

    private Address AddressOf(int port) => _cluster.SelfAddress.WithPort(port);

    private sealed class HeartbeatListener : ReceiveActor
    {
        public HeartbeatListener(HeartbeatGaps gaps) => Receive<HeartbeatCame>(came => gaps.Add(came.Gap));

        protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(HeartbeatCame));
    }

    private sealed class HeartbeatGaps
    {
        private readonly Lock _lock = new();
        private long _came;
        private double _longest;

        public void Add(double gap)
        {
            lock (_lock) (_came, _longest) = (_came + 1, Math.Max(_longest, gap));
        }

        public HeartbeatFigures With(long late)
        {
            lock (_lock) return new HeartbeatFigures(_came, late, _longest);
        }
    }
}
