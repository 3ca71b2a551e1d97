namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>A message that comes in chunks.</summary>
/// <param name="inbox">The link that it comes on.</param>
/// <param name="begin">How it was announced.</param>
internal sealed class BulkAssembly(BulkInbox inbox, BulkBegin begin)
{
    /// <summary>The link that it comes on.</summary>
    public BulkInbox Inbox { get; } = inbox;

    /// <summary>How it was announced.</summary>
    public BulkBegin Begin { get; } = begin;

    /// <summary>Bytes of all.</summary>
    public long Length => Begin.HeadLength + Begin.TensorBytes;

    /// <summary>What has come; null before it is admitted.</summary>
    public IncomingMessage? Incoming { get; set; }

    /// <summary>Whether its bytes come in frames, and over no stream.</summary>
    public bool ByFrames { get; set; }

    /// <summary>Whether the rest does not come.</summary>
    public bool Dropped { get; set; }
}
