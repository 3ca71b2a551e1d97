using Akka.Actor;
using Akka.Cluster;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>Where the actors of a node find its <see cref="NodeMeter"/>; each actor system has one of its own.</summary>
public sealed class NodeTelemetry : IExtension
{
    private NodeTelemetry(ExtendedActorSystem system)
    {
        Meter = new NodeMeter(TimeProvider.System);
        system.RegisterOnTermination(Meter.Dispose);
        if (system.Provider is ClusterActorRefProvider) system.SystemActorOf(HeartbeatActor.Props(Meter), HeartbeatActor.Name);
    }

    private NodeMeter Meter { get; }

    /// <summary>The meter of a node, which begins with the first call.</summary>
    public static NodeMeter Of(ActorSystem system) => system.WithExtension<NodeTelemetry, Provider>().Meter;

    private sealed class Provider : ExtensionIdProvider<NodeTelemetry>
    {
        public override NodeTelemetry CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
