using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

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
        MessageCodec.Of<NodeReport>(
            "nr", 1,
            static (writer, report) => Write(writer, report.Handshake).Int64(report.Uid).Byte((byte)report.Roles).Flag(report.Leaving).Figures(report.Figures),
            static (ref reader) => new NodeReport(Read(ref reader), reader.Int64(), Roles(ref reader), reader.Flag(), reader.Figures())),
        MessageCodec.Of<NodeWelcome>("nw", 1, static (_, _) => { }, static (ref _) => new NodeWelcome()),
        MessageCodec.Of<NodeRefused>("nf", 1, static (writer, refused) => writer.Text(refused.Reason), static (ref reader) => new NodeRefused(reader.Text())),
        MessageCodec.Of<NodeRelieved>("nv", 1, static (_, _) => { }, static (ref _) => new NodeRelieved()),
        MessageCodec.Of<AssignParts>(
            "ap", 1,
            static (writer, assign) => writer.Int64(assign.Epoch).Text(assign.Run).Text(assign.Configuration).Flag(assign.Learner)
                .List(assign.Shards, static (one, shard) => one.Int32(shard)).Int32(assign.Environments).Flag(assign.Evaluator).Actor(assign.Metrics),
            static (ref reader) => new AssignParts(
                reader.Int64(), reader.Text(), reader.Text(), reader.Flag(), reader.Array<int>(), reader.Int32(), reader.Flag(), reader.Actor())),
        MessageCodec.Of<PartsAssigned>(
            "pa", 1,
            static (writer, assigned) => writer.Int64(assigned.Epoch).Actor(assigned.Learner)
                .List(assigned.Shards, static (one, shard) => one.Actor(shard)).Actor(assigned.Policy).Actor(assigned.Evaluator),
            static (ref reader) => new PartsAssigned(
                reader.Int64(), reader.Actor(), reader.List(sizeof(int), static (ref one) => one.Actor()), reader.Actor(), reader.Actor())),
        MessageCodec.Of<NodeUnfit>(
            "nu", 1,
            static (writer, unfit) => writer.Int64(unfit.Epoch).Cause(unfit.Cause),
            static (ref reader) => new NodeUnfit(reader.Int64(), reader.Cause())),
        MessageCodec.Of<LinkBroken>(
            "lb", 1,
            static (writer, broken) => writer.Int64(broken.Epoch).Text(broken.Peer).Text(broken.Reason),
            static (ref reader) => new LinkBroken(reader.Int64(), reader.Text(), reader.Text())),
    ];

    public static WireWriter Write(WireWriter writer, NodeHandshake node) => writer.Text(node.Node).Int32(node.Protocol).Text(node.Project);

    private static NodeRoles Roles(ref WireReader reader)
    {
        var roles = (NodeRoles)reader.Byte();
        return (roles & ~NodeRoles.All) == 0 ? roles : throw reader.Broken($"there are no roles {(int)roles}");
    }

    public static NodeHandshake Read(ref WireReader reader) => new(reader.Text(), reader.Int32(), reader.Text());
}
