using Akka.Configuration;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>How much the bulk flow keeps in flight and in memory; <c>mtrl-wire</c> in <c>hocon/akka.conf</c>.</summary>
/// <param name="Chunk">Bytes of a chunk; in [1 kB, 250 kB].</param>
/// <param name="Window">Bytes that a sender may have on the way to this node before they are acknowledged; at least four chunks.</param>
/// <param name="Memory">Bytes of messages that this node puts together, or has delivered and that are not handled yet; a larger one comes alone.</param>
/// <param name="Largest">Bytes of the largest message; at most 1 GiB.</param>
/// <param name="Queue">Bytes of messages that wait for one other node; what comes on top is refused.</param>
/// <param name="Kept">Bytes of storage that is kept for what comes next.</param>
/// <param name="Tick">Between two looks at what has stalled.</param>
/// <param name="Patience">How long another node may take to answer the first call, and a stream that broke to be had again.</param>
/// <param name="StreamChunk">Bytes of a chunk on a stream; in [1 kB, 16 MB].</param>
public sealed record BulkSettings(
    int Chunk, long Window, long Memory, long Largest, long Queue, long Kept, TimeSpan Tick, TimeSpan Patience, int StreamChunk)
{
    /// <summary>What a frame costs beside its bytes.</summary>
    public const int Overhead = 128;

    /// <summary>Ticks without progress before frames are sent again; twice as many after each time.</summary>
    internal const int FirstWait = 8;

    /// <summary>Ticks that another node may take to answer.</summary>
    internal int PatienceTicks => (int)Math.Max(1, Patience / Tick);

    /// <summary>Reads the section <c>mtrl-wire</c>.</summary>
    /// <exception cref="ConfigurationException">A value is missing or out of range; the message names it.</exception>
    public static BulkSettings From(Config config)
    {
        var section = config.GetConfig("mtrl-wire") ?? throw new ConfigurationException("the section mtrl-wire is missing: hocon/akka.conf has it");
        var settings = new BulkSettings(
            (int)Bytes("chunk", 1 << 10, 250 << 10),
            Bytes("window", 4 << 10, 1 << 30),
            Bytes("memory", 1 << 10, 1L << 40),
            Bytes("largest", 1 << 10, 1 << 30),
            Bytes("queue", 1 << 10, 1L << 40),
            Bytes("kept", 0, 1L << 40),
            Time("tick"),
            Time("patience"),
            (int)Bytes("stream-chunk", 1 << 10, 16 << 20));
        if (settings.Window < 4L * (settings.Chunk + Overhead))
            throw new ConfigurationException($"mtrl-wire.window = {settings.Window} bytes: it must hold at least four chunks of {settings.Chunk + Overhead}");
        return settings;

        long Bytes(string key, long least, long most)
        {
            long value = section.GetByteSize(key) ?? throw new ConfigurationException($"mtrl-wire.{key} is missing: it is a size, such as 64 KiB");
            return value >= least && value <= most
                ? value
                : throw new ConfigurationException($"mtrl-wire.{key} = {value} bytes: it must be in [{least}, {most}]");
        }

        TimeSpan Time(string key)
        {
            var value = section.GetTimeSpan(key, TimeSpan.Zero, false);
            return value > TimeSpan.Zero ? value : throw new ConfigurationException($"mtrl-wire.{key} must be a time above zero, such as 250 ms");
        }
    }
}
