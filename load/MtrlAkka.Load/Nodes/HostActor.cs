using Akka.Actor;

namespace MtrlAkka.Load.Nodes;

/// <summary>Stands where a node's actor stands: above the parts of an asynchronous run, which find each other by that path. What parts report goes no further.</summary>
internal sealed class HostActor : ReceiveActor
{
    public HostActor(string name, Props child)
    {
        Context.ActorOf(child, name);
        ReceiveAny(static _ => { });
    }

    public static Props Props(string name, Props child) => Akka.Actor.Props.Create(() => new HostActor(name, child));
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
