using Akka.Actor;

namespace MtrlAkka.Load.Nodes;

/// <summary>
/// Stands where a node's actor stands: above the parts of an asynchronous run, which find each other by their paths. What parts report
/// goes no further.
/// </summary>
internal sealed class HostActor : ReceiveActor
{
    public HostActor((string Name, Props Child)[] children)
    {
        foreach (var (name, child) in children) Context.ActorOf(child, name);
        ReceiveAny(static _ => { });
    }

    public static Props Props(params (string Name, Props Child)[] children) => Akka.Actor.Props.Create(() => new HostActor(children));
}

/// <summary>Stands at the path of a part, and passes on what comes there.</summary>
internal sealed class StandInActor : ReceiveActor
{
    public StandInActor(IActorRef target) => ReceiveAny(message => target.Forward(message));

    public static Props Props(IActorRef target) => Akka.Actor.Props.Create(() => new StandInActor(target));
}

/// <summary>Takes figures that nobody looks at.</summary>
internal sealed class SilentActor : ReceiveActor
{
    public SilentActor() => ReceiveAny(static _ => { });

    public static Props Props => Akka.Actor.Props.Create(static () => new SilentActor());
}

/// <summary>Answers each message with itself: the floor under every message of Akka.Remote.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public EchoActor() => ReceiveAny(message => Sender.Tell(message));

    public static Props Props => Akka.Actor.Props.Create(static () => new EchoActor());
}
