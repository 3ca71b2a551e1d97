using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>DirectorProtocol.cs</c>.</summary>
internal static class DirectorWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<SubmitRun>("sr", 1, static (writer, submit) => writer.Text(submit.Run), static (ref reader) => new SubmitRun(reader.Text())),
        MessageCodec.Of<RunQueued>("rq", 1, static (writer, queued) => writer.Int32(queued.Ahead), static (ref reader) => new RunQueued(reader.Int32())),
        MessageCodec.Of<DrainNode>("dn", 1, static (writer, drain) => writer.Text(drain.Address), static (ref reader) => new DrainNode(reader.Text())),
        MessageCodec.Of<Done>("do", 1, static (_, _) => { }, static (ref _) => new Done()),
        MessageCodec.Of<Declined>("de", 1, static (writer, declined) => writer.Text(declined.Reason), static (ref reader) => new Declined(reader.Text())),
    ];
}
