namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of what nodes say of themselves. These stay readable for other protocols, so that they can be refused by name.</summary>
internal static class NodeWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<NodeHandshake>(
            "nh", 1,
            static (writer, node) => Write(writer, node),
            static (ref reader) => Read(ref reader)),
    ];

    public static WireWriter Write(WireWriter writer, NodeHandshake node) => writer.Text(node.Node).Int32(node.Protocol).Text(node.Project);

    public static NodeHandshake Read(ref WireReader reader) => new(reader.Text(), reader.Int32(), reader.Text());
}
