using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>BulkProtocol.cs</c>.</summary>
internal static class BulkWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<BulkHello>(
            "bh", 1,
            static (writer, hello) => NodeWire.Write(writer.Link(hello.Link), hello.Node),
            static (ref reader) => new BulkHello(reader.Link(), NodeWire.Read(ref reader))),
        MessageCodec.Of<BulkCredit>(
            "bc", 2,
            static (writer, credit) => writer.Link(credit.Link).Int64(credit.Life).Int64(credit.Received).Int64(credit.UpTo).Int64(credit.Admitted)
                .Int64(credit.Streamed).Int32(credit.Offer.Port).Int64(credit.Offer.Secret),
            static (ref reader) => new BulkCredit(
                reader.Link(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64(), new BulkOffer(reader.Int32(), reader.Int64()))),
        MessageCodec.Of<BulkReset>(
            "br", 1,
            static (writer, reset) => writer.Link(reset.Link).Int64(reset.Life).Text(reset.Reason),
            static (ref reader) => new BulkReset(reader.Link(), reader.Int64(), reader.Text())),
        MessageCodec.Of<BulkBegin>(
            "bb", 1,
            static (writer, begin) => writer.Link(begin.Link).Int64(begin.Number).Int64(begin.Message)
                .Text(begin.Target).Text(begin.Sender).Text(begin.Manifest).Int32(begin.HeadLength).Int64(begin.TensorBytes).Tensor(begin.Bytes),
            static (ref reader) => new BulkBegin(
                reader.Link(), reader.Int64(), reader.Int64(),
                reader.Text(), reader.Text(), reader.Text(), reader.Int32(), reader.Int64(), reader.Bytes())),
        MessageCodec.Of<BulkChunk>(
            "bk", 1,
            static (writer, chunk) => writer.Link(chunk.Link).Int64(chunk.Number).Int64(chunk.Message).Tensor(chunk.Bytes),
            static (ref reader) => new BulkChunk(reader.Link(), reader.Int64(), reader.Int64(), reader.Bytes())),
        MessageCodec.Of<BulkDrop>(
            "bx", 1,
            static (writer, drop) => writer.Link(drop.Link).Int64(drop.Number).Int64(drop.Message),
            static (ref reader) => new BulkDrop(reader.Link(), reader.Int64(), reader.Int64())),
    ];

    private static WireWriter Link(this WireWriter writer, BulkLink link) => writer.Int64(link.Sender).Int64(link.Number);

    private static BulkLink Link(ref this WireReader reader) => new(reader.Int64(), reader.Int64());
}
