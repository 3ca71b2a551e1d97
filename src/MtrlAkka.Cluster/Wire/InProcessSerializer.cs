using Akka.Actor;
using Akka.Serialization;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire;

/// <summary>Stands where a message that stays in its process (<see cref="IStaysInProcess"/>) would be serialised, and refuses.</summary>
public sealed class InProcessSerializer : Serializer
{
    /// <summary>Made by Akka from the configuration.</summary>
    public InProcessSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 78003;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw new WireException($"{obj.GetType().Name} stays in its process: its receiver must not be on another node");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new WireException("a message that stays in its process came from another node");
}
