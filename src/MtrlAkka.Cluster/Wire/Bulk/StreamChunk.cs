namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>A piece of a message that goes over a stream.</summary>
/// <param name="Number">Counts the link's chunks, from 1.</param>
/// <param name="Message">Counts the link's messages.</param>
/// <param name="Source">Has the bytes; null: the rest of the message does not come.</param>
/// <param name="From">Place of its first byte in the message.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct StreamChunk(long Number, long Message, OutgoingMessage? Source, long From, int Length);
