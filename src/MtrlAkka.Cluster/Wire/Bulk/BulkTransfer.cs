namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>One message on its way out.</summary>
internal sealed class BulkTransfer(BulkItem item, OutgoingMessage message, long id) : IDisposable
{
    /// <summary>The message and whom it is for.</summary>
    public BulkItem Item { get; } = item;

    /// <summary>Counts the link's messages.</summary>
    public long Id { get; } = id;

    /// <summary>Bytes of all.</summary>
    public long Length => message.Length;

    /// <summary>What it takes of the queue's room.</summary>
    public long Queued => message.Length + BulkSettings.Overhead;

    /// <summary>Bytes that have gone.</summary>
    public long Sent { get; private set; }

    /// <summary>Its place among the link's announcements, from 1; 0 before it is announced.</summary>
    public long Announced { get; set; }

    /// <summary>Whether its bytes go over a stream.</summary>
    public bool Streams { get; set; }

    /// <summary>Whether a newer message cut it short on a stream.</summary>
    public bool IsCut { get; set; }

    /// <summary>Number of the last chunk about it, once that is known.</summary>
    public long LastChunk { get; set; }

    /// <summary>Its first frame: with all of it, where that fits.</summary>
    public BulkBegin Begin(BulkLink link, long number, bool whole)
    {
        byte[] bytes = whole ? Take((int)Length) : [];
        return new BulkBegin(link, number, Id, Item.Target, Item.Sender, message.Manifest, message.HeadLength, message.TensorBytes, bytes);
    }

    /// <summary>Its next bytes, copied.</summary>
    public byte[] Take(int bytes)
    {
        byte[] taken = GC.AllocateUninitializedArray<byte>(bytes);
        message.CopyTo(Sent, taken);
        Sent += bytes;
        return taken;
    }

    /// <summary>Its next bytes for a stream, which reads them where they lie.</summary>
    public StreamChunk Chunk(long number, int bytes)
    {
        var chunk = new StreamChunk(number, Id, message, Sent, bytes);
        Sent += bytes;
        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose() => message.Dispose();
}
