using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>RunProtocol.cs</c>; what its journal keeps has a serializer of its own.</summary>
internal static class RunWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<StopRun>("st", 1, static (_, _) => { }, static (ref _) => new StopRun()),
        MessageCodec.Of<CheckpointNow>("cn", 1, static (_, _) => { }, static (ref _) => new CheckpointNow()),
        MessageCodec.Of<RunEnded>(
            "re", 1,
            static (writer, ended) => writer.Int64(ended.Round).Flag(ended.Finished)
                .List(ended.Evaluations, static (one, result) => one.Evaluation(result))
                .Optional(ended.Failure, static (one, failure) => one.Text(failure)),
            static (ref reader) => new RunEnded(
                reader.Int64(), reader.Flag(), reader.List(12, static (ref one) => one.Evaluation()), reader.Optional(static (ref one) => one.Text()))),
    ];
}
