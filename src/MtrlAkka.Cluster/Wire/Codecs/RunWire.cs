using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>RunProtocol.cs</c>; what its journal keeps has a serializer of its own.</summary>
internal static class RunWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<StopRun>("st", 1, static (_, _) => { }, static (ref _) => new StopRun()),
        MessageCodec.Of<CheckpointNow>("cn", 1, static (_, _) => { }, static (ref _) => new CheckpointNow()),
        MessageCodec.Of<PauseRun>("pau", 1, static (_, _) => { }, static (ref _) => new PauseRun()),
        MessageCodec.Of<ResumeRun>("rsm", 1, static (_, _) => { }, static (ref _) => new ResumeRun()),
    ];
}
