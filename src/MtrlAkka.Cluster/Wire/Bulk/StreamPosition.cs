namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>How much of what goes over a link's streams has come.</summary>
/// <param name="Chunks">Chunks that are complete, counted from the link's beginning.</param>
/// <param name="Bytes">Bytes of the one behind them.</param>
public readonly record struct StreamPosition(long Chunks, int Bytes);
