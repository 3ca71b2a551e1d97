using Akka.Actor;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>
/// The actor system of one of the two processes: configured as a cluster's node, member of the two's cluster, so that heartbeats
/// go between them, but with nobody who leads runs.
/// </summary>
internal sealed class BenchNode : IAsyncDisposable
{
    public const string Host = "127.0.0.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly HeartbeatGaps _gaps = new();

    private BenchNode(ActorSystem system)
    {
        (System, _cluster) = (system, Akka.Cluster.Cluster.Get(system));
        _ = NodeTelemetry.Of(system);
        _ = BulkFlow.Of(system);
        system.ActorOf(Props.Create(() => new HeartbeatListener(_gaps)));
    }

    public ActorSystem System { get; }

    /// <summary>Its port for other nodes.</summary>
    public int Port => _cluster.SelfAddress.Port!.Value;

    /// <summary>What came from the other node so far.</summary>
    public HeartbeatFigures Heartbeats => _gaps.With(NodeTelemetry.Of(System).LateHeartbeats.Value);

    /// <summary>Starts a node.</summary>
    /// <param name="seed">Port of the node that it joins; null: it begins a cluster.</param>
    public static async Task<BenchNode> StartAsync(int? seed)
    {
        var options = new ClusterNodeOptions(NodeRoles.Replay, Host, 0, [], "", null, null, "akka.loglevel = OFF");
        var node = new BenchNode(ActorSystem.Create(ClusterNode.SystemName, AkkaConfiguration.ForNode(options)));
        using var patience = new CancellationTokenSource(Patience);
        await node._cluster.JoinAsync(node.AddressOf(seed ?? node.Port), patience.Token).ConfigureAwait(false);
        return node;
    }

    /// <summary>An actor of another node.</summary>
    public Task<IActorRef> FindAsync(int port, string name) =>
        System.ActorSelection(new RootActorPath(AddressOf(port)) / "user" / name).ResolveOne(Patience);

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
