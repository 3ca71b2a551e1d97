using Akka.Actor;
using Akka.Cluster;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>A heartbeat of another node came; published by <see cref="MeteredFailureDetector"/>.</summary>
/// <param name="Gap">Seconds since the one before it.</param>
/// <param name="Late">Whether that is longer than it should be.</param>
public sealed record HeartbeatCame(double Gap, bool Late) : IStaysInProcess;

/// <summary>Puts into a node's meter what the cluster says of other nodes: their heartbeats, and which cannot be reached.</summary>
internal sealed class HeartbeatActor : ReceiveActor
{
    /// <summary>Its name among the system's actors.</summary>
    public const string Name = "mtrl-heartbeats";

    private readonly HashSet<UniqueAddress> _unreachable = [];

    public HeartbeatActor(NodeMeter meter)
    {
        Receive<HeartbeatCame>(heartbeat => meter.HeartbeatCame(heartbeat.Gap, heartbeat.Late));
        Receive<ClusterEvent.UnreachableMember>(lost => Reach(_unreachable.Add(lost.Member.UniqueAddress)));
        Receive<ClusterEvent.ReachableMember>(found => Reach(_unreachable.Remove(found.Member.UniqueAddress)));
        Receive<ClusterEvent.MemberRemoved>(gone => Reach(_unreachable.Remove(gone.Member.UniqueAddress)));
        meter.Unreachable.Set(0);

        void Reach(bool changed)
        {
            if (changed) meter.Unreachable.Set(_unreachable.Count);
        }
    }

    public static Props Props(NodeMeter meter) => Akka.Actor.Props.Create(() => new HeartbeatActor(meter));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(HeartbeatCame));
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));
    }

    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
}
