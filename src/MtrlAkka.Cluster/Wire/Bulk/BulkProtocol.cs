using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>What the bulk flows of two nodes tell each other.</summary>
public interface IBulkSignal : ICrossesNodes
{
    /// <summary>The direction that it is about.</summary>
    BulkLink Link { get; }

    /// <summary>Tells lives of the node that says it apart.</summary>
    long Life { get; }
}

/// <summary>One direction between two nodes, from the sender's first call until either of them ends.</summary>
/// <param name="Sender">Tells lives of the sending node apart.</param>
/// <param name="Number">Counts the sender's links.</param>
public readonly record struct BulkLink(long Sender, long Number);

/// <summary>Begins a link, or asks for its credit again.</summary>
/// <param name="Link">The link.</param>
/// <param name="Node">Who sends.</param>
public sealed record BulkHello(BulkLink Link, NodeHandshake Node) : IBulkSignal
{
    /// <inheritdoc/>
    public long Life => Link.Sender;
}

/// <summary>What a receiver has, and how much more may come. All numbers only grow, so a lost or repeated credit does no harm.</summary>
/// <param name="Link">The link.</param>
/// <param name="Life">Tells lives of the receiving node apart.</param>
/// <param name="Received">Frames received in order.</param>
/// <param name="UpTo">Bytes of frames, counted from the link's beginning, that may be sent in all.</param>
/// <param name="Admitted">Announced messages whose chunks may come, counted in the order of their announcements.</param>
/// <param name="Streamed">Chunks that came over streams, counted from the link's beginning.</param>
/// <param name="Offer">Where it takes streams; the same for all of the link.</param>
public sealed record BulkCredit(BulkLink Link, long Life, long Received, long UpTo, long Admitted, long Streamed, BulkOffer Offer) : IBulkSignal;

/// <summary>Ends a link, from either side; what was under way on it is lost.</summary>
/// <param name="Link">The link.</param>
/// <param name="Life">Tells lives of the node that ends it apart.</param>
/// <param name="Reason">Why, in a line.</param>
public sealed record BulkReset(BulkLink Link, long Life, string Reason) : IBulkSignal;

/// <summary>A numbered piece of a link.</summary>
/// <param name="Link">The link.</param>
/// <param name="Number">Counts the link's frames, from 1.</param>
public abstract record BulkFrame(BulkLink Link, long Number) : IBulkSignal
{
    /// <inheritdoc/>
    public long Life => Link.Sender;

    /// <summary>What it takes of the credit.</summary>
    public abstract int Cost { get; }
}

/// <summary>Begins a message: with all of its bytes where they fit into one frame, else with none, to be admitted first.</summary>
/// <param name="Link">The link.</param>
/// <param name="Number">Counts the link's frames.</param>
/// <param name="Message">Counts the link's messages.</param>
/// <param name="Target">Path of the actor that it is for.</param>
/// <param name="Sender">Path of the actor that sent it, or nothing.</param>
/// <param name="Manifest">Which message it is.</param>
/// <param name="HeadLength">Bytes of its fields.</param>
/// <param name="TensorBytes">Bytes of its large arrays.</param>
/// <param name="Bytes">All of it, or nothing.</param>
public sealed record BulkBegin(
    BulkLink Link, long Number, long Message, string Target, string Sender, string Manifest, int HeadLength, long TensorBytes, byte[] Bytes)
    : BulkFrame(Link, Number)
{
    /// <inheritdoc/>
    public override int Cost => BulkSettings.Overhead + Bytes.Length;
}

/// <summary>The next bytes of a message.</summary>
/// <param name="Link">The link.</param>
/// <param name="Number">Counts the link's frames.</param>
/// <param name="Message">Counts the link's messages.</param>
/// <param name="Bytes">At most a chunk.</param>
public sealed record BulkChunk(BulkLink Link, long Number, long Message, byte[] Bytes) : BulkFrame(Link, Number)
{
    /// <inheritdoc/>
    public override int Cost => BulkSettings.Overhead + Bytes.Length;
}

/// <summary>The rest of a message does not come: a newer one replaces it.</summary>
/// <param name="Link">The link.</param>
/// <param name="Number">Counts the link's frames.</param>
/// <param name="Message">Counts the link's messages.</param>
public sealed record BulkDrop(BulkLink Link, long Number, long Message) : BulkFrame(Link, Number)
{
    /// <inheritdoc/>
    public override int Cost => BulkSettings.Overhead;
}
