using Akka.Actor;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>Stands for an actor that a simulation plays; it is only told apart from others, never told anything.</summary>
/// <param name="name">Its name.</param>
internal sealed class FakeRef(string name) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "simulated")) / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();
}
