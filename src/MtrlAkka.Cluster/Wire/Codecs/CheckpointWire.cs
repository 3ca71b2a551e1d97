using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>CheckpointProtocol.cs</c>.</summary>
internal static class CheckpointWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<CapturePart>(
            "cp", 1,
            static (writer, capture) => writer.Int64(capture.Epoch).Int64(capture.Round).Int64(capture.Number),
            static (ref reader) => new CapturePart(reader.Int64(), reader.Int64(), reader.Int64())),
        MessageCodec.Of<PartCaptured>(
            "pc", 1,
            static (writer, captured) => writer.Int64(captured.Epoch).Byte((byte)captured.Part).Int32(captured.Index).Int64(captured.Number),
            static (ref reader) => new PartCaptured(reader.Int64(), reader.Choice<RunPart>(), reader.Int32(), reader.Int64())),
        MessageCodec.Of<LearnerStored>(
            "ls", 1,
            static (writer, stored) => writer.Int64(stored.Epoch).Int64(stored.Round).Blob(stored.State).Blob(stored.Policy),
            static (ref reader) => new LearnerStored(reader.Int64(), reader.Int64(), reader.Blob(), reader.Blob())),
        MessageCodec.Of<ReplayStored>(
            "rs", 1,
            static (writer, stored) => writer.Int64(stored.Epoch).Int64(stored.Round).Int32(stored.Shard).Manifest(stored.Manifest),
            static (ref reader) => new ReplayStored(reader.Int64(), reader.Int64(), reader.Int32(), reader.Manifest())),
        MessageCodec.Of<PartFailed>(
            "pf", 1,
            static (writer, failed) => writer.Int64(failed.Epoch).Byte((byte)failed.Part).Int32(failed.Index).Cause(failed.Cause),
            static (ref reader) => new PartFailed(reader.Int64(), reader.Choice<RunPart>(), reader.Int32(), reader.Cause())),
        MessageCodec.Of<PartPrepared>(
            "pp", 1,
            static (writer, prepared) => writer.Int64(prepared.Epoch).Byte((byte)prepared.Part).Int32(prepared.Index),
            static (ref reader) => new PartPrepared(reader.Int64(), reader.Choice<RunPart>(), reader.Int32())),
        MessageCodec.Of<StoreFailed>(
            "sf", 1,
            static (writer, failed) => writer.Int64(failed.Epoch).Int64(failed.Round).Cause(failed.Cause),
            static (ref reader) => new StoreFailed(reader.Int64(), reader.Int64(), reader.Cause())),
    ];
}
