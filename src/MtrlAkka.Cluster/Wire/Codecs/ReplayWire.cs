using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>ReplayProtocol.cs</c>.</summary>
internal static class ReplayWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<AppendRound>(
            "ar", 1,
            static (writer, append) => writer.Int64(append.Epoch).Int64(append.Round)
                .List(append.Steps, (one, step) => EnvironmentWire.Write(one, step, append.Epoch, append.Round)),
            static (ref reader) =>
            {
                long epoch = reader.Int64(), round = reader.Int64();
                return new AppendRound(epoch, round, reader.List(EnvironmentWire.LeastStep, (ref one) => EnvironmentWire.Read(ref one, epoch, round)));
            }),
        MessageCodec.Of<RoundAppended>(
            "ra", 1,
            static (writer, appended) => writer.Int64(appended.Epoch).Int32(appended.Shard).Int64(appended.Round),
            static (ref reader) => new RoundAppended(reader.Int64(), reader.Int32(), reader.Int64())),
        MessageCodec.Of<BatchDrawn>(
            "bd", 1,
            static (writer, drawn) => Write(writer.Int64(drawn.Epoch).Int64(drawn.Update).Int32(drawn.Shard), drawn.Samples)
                .List(drawn.Returns, static (one, returns) => one.Returns(returns)),
            static (ref reader) => new BatchDrawn(
                reader.Int64(), reader.Int64(), reader.Int32(), Read(ref reader), [.. reader.List(2 * sizeof(float), static (ref one) => one.Returns())])),
        MessageCodec.Of<PrepareReplay>(
            "pr", 1,
            static (writer, prepare) => writer.Int64(prepare.Epoch).Int64(prepare.Round)
                .Optional(prepare.Manifest, static (one, manifest) => one.Manifest(manifest)).Actor(prepare.Learner),
            static (ref reader) => new PrepareReplay(
                reader.Int64(), reader.Int64(), reader.Optional(static (ref one) => one.Manifest()), reader.Actor())),
    ];

    private static WireWriter Write(WireWriter writer, TransitionBatch batch) => writer
        .Int32(batch.Layout.Observation).Int32(batch.Layout.Action).Int32(batch.Rows)
        .Body(batch.Observations).Body(batch.Actions).Body(batch.Rewards).Body(batch.Terminated).Body(batch.NextObservations);

    private static TransitionBatch Read(ref WireReader reader)
    {
        int observation = reader.Int32(), action = reader.Int32(), rows = reader.Int32();
        // So many that a row has more bytes than any message are refused here, before they are multiplied.
        if (observation is < 1 or > 1 << 24 || action is < 1 or > 1 << 24 || rows < 0)
            throw reader.Broken($"a batch of {rows} rows with {observation} and {action} numbers is none");
        var layout = new TransitionLayout(observation, action);
        reader.Expect((long)rows * layout.RowBytes);
        var batch = reader.Loans.Batch(layout, rows);
        reader.Body(batch.Observations);
        reader.Body(batch.Actions);
        reader.Body(batch.Rewards);
        reader.Body(batch.Terminated);
        reader.Body(batch.NextObservations);
        return batch;
    }
}
