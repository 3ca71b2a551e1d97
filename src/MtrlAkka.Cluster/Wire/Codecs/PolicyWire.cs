using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>PolicyProtocol.cs</c>.</summary>
internal static class PolicyWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<PreparePolicy>(
            "po", 2,
            static (writer, prepare) => writer
                .Int64(prepare.Epoch).Int32(prepare.Worker).Int64(prepare.Round)
                .List(prepare.Environments, static (one, environment) => one.Int32(environment))
                .List(prepare.States, static (one, state) => one.Tensor(state))
                .List(prepare.Quarantined, static (one, environment) => one.Int32(environment))
                .Versions(prepare.Versions)
                .List(prepare.Shards, static (one, shard) => one.Actor(shard))
                .Actor(prepare.Metrics),
            static (ref reader) => new PreparePolicy(
                reader.Int64(),
                reader.Int32(),
                reader.Int64(),
                reader.Array<int>(),
                reader.List(sizeof(int), static (ref one) => one.Bytes()),
                reader.Array<int>(),
                reader.Versions(),
                reader.List(sizeof(int), static (ref one) => one.Actor()),
                reader.Actor())),
        MessageCodec.Of<PublishPolicy>(
            "pu", 1,
            static (writer, publish) => writer.Int64(publish.Epoch).Weights(publish.Version),
            static (ref reader) => new PublishPolicy(reader.Int64(), reader.Weights())),
        MessageCodec.Of<GrantRounds>(
            "gr", 1,
            static (writer, grant) => writer.Int64(grant.Epoch).Int64(grant.Serial).Int64(grant.Until),
            static (ref reader) => new GrantRounds(reader.Int64(), reader.Int64(), reader.Int64())),
        MessageCodec.Of<RevokeRounds>(
            "rr", 1,
            static (writer, revoke) => writer.Int64(revoke.Epoch).Int64(revoke.Serial),
            static (ref reader) => new RevokeRounds(reader.Int64(), reader.Int64())),
        MessageCodec.Of<RoundsRevoked>(
            "rv", 1,
            static (writer, revoked) => writer.Int64(revoked.Epoch).Int64(revoked.Serial).Int32(revoked.Worker).Int64(revoked.Until),
            static (ref reader) => new RoundsRevoked(reader.Int64(), reader.Int64(), reader.Int32(), reader.Int64())),
    ];
}
