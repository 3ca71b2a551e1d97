using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>A node's figures, as every message has them that carries some. A change of these bytes is a change of each.</summary>
internal static class FiguresWire
{
    public static WireWriter Figures(this WireWriter writer, NodeFigures figures) => writer
        .Flag(figures.Parts.Learner).Flag(figures.Parts.Evaluator)
        .List(figures.Parts.Shards, static (one, shard) => one.Int32(shard)).Int32(figures.Parts.Environments)
        .Double(figures.Seconds)
        .Double(figures.StepsPerSecond).Double(figures.UpdatesPerSecond)
        .Double(figures.InsertsPerSecond).Double(figures.SamplesPerSecond)
        .Waits(figures.Waits)
        .OptionalValue(figures.PolicyAge, static (one, age) => one.Int64(age))
        .Int64(figures.DeepestMailbox)
        .Int64(figures.BytesInFlight).Int64(figures.BytesQueued).Int64(figures.BytesUnhandled)
        .Int64(figures.Memory).Int64(figures.ManagedMemory)
        .Int32(figures.Handles).Int32(figures.Threads).Double(figures.Cores)
        .Int64(figures.Restarts).Int64(figures.LateHeartbeats);

    public static NodeFigures Figures(ref this WireReader reader) => new()
    {
        Parts = new NodeParts(reader.Flag(), reader.Flag(), reader.Array<int>(), reader.Int32()),
        Seconds = reader.Double(),
        StepsPerSecond = reader.Double(),
        UpdatesPerSecond = reader.Double(),
        InsertsPerSecond = reader.Double(),
        SamplesPerSecond = reader.Double(),
        Waits = reader.Waits(),
        PolicyAge = reader.OptionalValue(static (ref one) => one.Int64()),
        DeepestMailbox = reader.Int64(),
        BytesInFlight = reader.Int64(),
        BytesQueued = reader.Int64(),
        BytesUnhandled = reader.Int64(),
        Memory = reader.Int64(),
        ManagedMemory = reader.Int64(),
        Handles = reader.Int32(),
        Threads = reader.Int32(),
        Cores = reader.Double(),
        Restarts = reader.Int64(),
        LateHeartbeats = reader.Int64(),
    };

    public static WireWriter Waits(this WireWriter writer, WaitShares waits) =>
        writer.Double(waits.EnvironmentsForReplay).Double(waits.EnvironmentsForWeights).Double(waits.LearnerForBatches);

    public static WaitShares Waits(ref this WireReader reader) => new(reader.Double(), reader.Double(), reader.Double());
}
