using Google.Protobuf;

namespace MtrlAkka.Chaos.Network;

/// <summary>
/// Tells messages of this project from Akka's own in the frames of Akka's remoting. Akka's system messages and their
/// acknowledgements are numbered and must come as they are sent; what its cluster says of itself is its own affair.
/// </summary>
internal static class MessageFrame
{
    /// <summary>The identifier of <see cref="Cluster.Wire.WireSerializer"/>.</summary>
    private const int WireSerializer = 78002;

    // Field numbers of Akka's WireFormats.proto.
    private const int Payload = 1, Acknowledgement = 1, Envelope = 2, Message = 2, Sequence = 5, Serializer = 2;

    /// <summary>Whether a frame holds a message that this project's serializer wrote.</summary>
    public static bool IsOurs(ByteString frame) =>
        Within(frame, Payload) is { } container
        && Within(container, Acknowledgement) is null
        && Within(container, Envelope) is { } envelope
        && Number(envelope, Sequence) is null or ulong.MaxValue
        && Within(envelope, Message) is { } message
        && Number(message, Serializer) == WireSerializer;

    private static ByteString? Within(ByteString bytes, int field)
    {
        var input = bytes.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited) return input.ReadBytes();
            input.SkipLastField();
        }

        return null;
    }

    private static ulong? Number(ByteString bytes, int field)
    {
        var input = bytes.CreateCodedInput();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field)
            {
                switch (WireFormat.GetTagWireType(tag))
                {
                    case WireFormat.WireType.Varint: return input.ReadUInt64();
                    case WireFormat.WireType.Fixed64: return input.ReadFixed64();
                }
            }

            input.SkipLastField();
        }

        return null;
    }
}
