namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// A stream to another node. It tells the exchange that dialled it: that it is open, when some of its chunks are written, and at last, once it
/// reads no message's arrays any more, that it has ended.
/// </summary>
public interface IOutgoingStream
{
    /// <summary>Chunks written so far: their arrays are in the network's hands.</summary>
    long Written { get; }

    /// <summary>Writes a chunk behind those before it.</summary>
    void Write(in StreamChunk chunk);

    /// <summary>Has it end, now and without waiting for it.</summary>
    void Close();
}
