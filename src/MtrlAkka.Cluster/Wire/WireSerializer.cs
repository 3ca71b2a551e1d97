using System.Buffers.Binary;
using Akka.Actor;
using Akka.Serialization;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// The serializer of everything that crosses nodes (<see cref="ICrossesNodes"/>); <c>hocon/akka.conf</c> binds it. A message
/// is the length of its fields (four bytes), the fields, and its large arrays.
/// </summary>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>Bytes that a message may have at most, those of the bulk flow included: heartbeats wait behind it.</summary>
    public const int Largest = 256 << 10;

    /// <summary>Made by Akka from the configuration.</summary>
    public WireSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>Names this serializer on the wire: 78002 (78001 is the journal's).</summary>
    public override int Identifier => 78002;

    /// <inheritdoc/>
    public override string Manifest(object o) => WireCodecs.Of(o).Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ToBinary(obj, system);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => FromBinary(bytes, manifest, system);

    /// <summary>A message's bytes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="system">Names actors; null where the message has none.</param>
    /// <exception cref="WireException">It has no codec, or is too large for anything but the bulk flow.</exception>
    public static byte[] ToBinary(object message, ExtendedActorSystem? system)
    {
        using var outgoing = new OutgoingMessage(message, system);
        long length = sizeof(int) + outgoing.Length;
        if (length > Largest)
            throw new WireException($"{message.GetType().Name} has {length} bytes, heartbeats would wait behind it: send it through the bulk flow");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, outgoing.HeadLength);
        outgoing.CopyTo(0, bytes.AsSpan(sizeof(int)));
        return bytes;
    }

    /// <summary>A message from its bytes.</summary>
    /// <param name="bytes">What <see cref="ToBinary(object, ExtendedActorSystem)"/> gave.</param>
    /// <param name="manifest">Which message it is, and in which version.</param>
    /// <param name="system">Finds actors; null where the message has none.</param>
    /// <exception cref="WireException">They are of something else.</exception>
    public static object FromBinary(byte[] bytes, string manifest, ExtendedActorSystem? system)
    {
        var (codec, version) = WireCodecs.Find(manifest);
        if (bytes.Length < sizeof(int)) throw new WireException($"message '{manifest}' cannot be read: it is cut short, {bytes.Length} bytes are no message");
        var rest = bytes.AsSpan(sizeof(int));
        int head = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (head < 0 || head > rest.Length)
            throw new WireException($"message '{manifest}' cannot be read: it is cut short, its fields have {head} bytes and {rest.Length} are left");
        var reader = new WireReader(manifest, rest[..head], rest[head..], system, LoanPool.None);
        object message = codec.Read(ref reader, version);
        reader.End();
        return message;
    }
}
