using System.Reflection;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Wire.Streams;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>A message did not go to another node, or its node was lost before all of it had gone; told to who sent it.</summary>
/// <param name="Target">Whom it was for.</param>
/// <param name="Message">The message.</param>
/// <param name="Reason">Why, in a line.</param>
public sealed record BulkLost(IActorRef Target, IBulkMessage Message, string Reason) : IStaysInProcess;

/// <summary>
/// Carries large messages between nodes in chunks, as the receiver grants them. In one process it is a plain
/// <c>Tell</c>: the target gets the message itself.
/// </summary>
/// <remarks>
/// What one target gets through the flow of one node keeps its order, small messages included; what is told to it directly may
/// overtake. So a message whose place among bulk ones matters goes through the flow too. While both nodes live each
/// message comes once; with a node, what is on the way to it is lost. Every node must have touched its flow
/// (<see cref="Of"/>) before others send to it.
/// </remarks>
public sealed class BulkFlow : IExtension
{
    private readonly IActorRef _actor;

    private BulkFlow(ExtendedActorSystem system)
    {
        string project = typeof(BulkFlow).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var config = system.Settings.Config;
        var tls = system.Settings.Setup.Get<NodeTlsSetup>();
        var port = new StreamPort(
            StreamSettings.From(config), clear: !config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"), tls.HasValue ? tls.Value : null);
        system.RegisterOnTermination(port.Dispose);
        var settings = BulkSettings.From(config);
        var props = Props.Create(() => new BulkActor(settings, port, project)).WithDispatcher("mtrl-wire-dispatcher");
        _actor = system.SystemActorOf(props, BulkActor.Name);
    }

    /// <summary>The flow of a node, which begins with the first call.</summary>
    public static BulkFlow Of(ActorSystem system) => system.WithExtension<BulkFlow, Provider>();

    /// <summary>Sends a message.</summary>
    /// <param name="target">
    /// The actor itself. A proxy or shard region would pass the message on in one piece, and the wire refuses a large one.
    /// </param>
    /// <param name="message">The message. To another node its arrays are read for a while: they must not change before <paramref name="done"/>.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="done">
    /// Told to the sender when its arrays are read no more, whatever became of the message. Not told in one process: there the
    /// target has them, and gives them back itself.
    /// </param>
    /// <param name="replaces">Of the messages with this key for this target only the newest matters: older ones need not come. Null: all matter.</param>
    public void Send(IActorRef target, IBulkMessage message, IActorRef sender, IStaysInProcess? done = null, string? replaces = null)
    {
        if (IsHere(target)) target.Tell(message, sender);
        else _actor.Tell(new BulkActor.Send(target, message, sender, done, replaces));
    }

    /// <summary>Gives back what came with a message: to who lent it, or where it came over the wire to this node's storage.</summary>
    /// <param name="lender">The sender of the message.</param>
    /// <param name="loan">What is given back.</param>
    /// <param name="sender">Who gives it back.</param>
    public void GiveBack(IActorRef lender, IGivesBack loan, IActorRef sender)
    {
        if (IsHere(lender)) lender.Tell(loan, sender);
        else _actor.Tell(loan, sender);
    }

    private static bool IsHere(IActorRef actor) => actor is IActorRefScope { IsLocal: true };

    private sealed class Provider : ExtensionIdProvider<BulkFlow>
    {
        public override BulkFlow CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
