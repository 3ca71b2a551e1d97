using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>The actors that every node has, however many nodes there are.</summary>
/// <param name="Node">The node's own actor.</param>
/// <param name="Director">The cluster's director, wherever it is.</param>
internal sealed record NodeActors(IActorRef Node, IActorRef Director)
{
    private const string DirectorName = "director";
    private static readonly string Role = NodeRoles.Coordinator.Names()[0];

    /// <summary>A node's handshake.</summary>
    public static NodeHandshake Handshake(ActorSystem system) =>
        new(NodeEntry.AddressOf(Akka.Cluster.Cluster.Get(system).SelfAddress), NodeHandshake.CurrentProtocol, RunHost.ProjectVersion);

    /// <summary>Makes them.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="roles">What the node takes part in.</param>
    /// <param name="settings">How a director leads that this node may come to host.</param>
    /// <param name="queue">The runs that it would lead.</param>
    /// <param name="reportInterval">Between two reports to the director.</param>
    /// <param name="directorPatience">How long no director may answer before the process should end and begin again; null: for ever.</param>
    /// <param name="open">Opens a run on this node.</param>
    /// <param name="readiness">Whether the node takes part, for its endpoints.</param>
    /// <param name="ended">Told when the process should end.</param>
    public static NodeActors Create(
        ActorSystem system,
        NodeRoles roles,
        DirectorSettings settings,
        IRunQueue queue,
        TimeSpan reportInterval,
        TimeSpan? directorPatience,
        Func<string, string, RunContext> open,
        NodeReadiness readiness,
        Action<NodeEnd> ended)
    {
        _ = BulkFlow.Of(system);
        if (roles.HasFlag(NodeRoles.Coordinator))
        {
            system.ActorOf(
                ClusterSingletonManager.Props(
                    DirectorActor.Props(settings, queue), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithRole(Role)),
                DirectorName);
        }

        var director = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{DirectorName}", ClusterSingletonProxySettings.Create(system).WithRole(Role)), $"{DirectorName}-proxy");
        var cluster = Akka.Cluster.Cluster.Get(system);
        var self = new NodeSelf(settings.Self, cluster.SelfUniqueAddress.Uid, roles, reportInterval, directorPatience, open, readiness, ended);
        return new NodeActors(system.ActorOf(NodeActor.Props(self, director), NodeActor.Name), director);
    }
}
