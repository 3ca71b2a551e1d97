using Akka.Actor;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>What the bulk flow of a node asks of its surroundings.</summary>
public interface IBulkHost
{
    /// <summary>Sends a signal to another node; it may be lost, or come twice.</summary>
    void Transmit(Address peer, IBulkSignal signal);

    /// <summary>Gives a message to its target, and tells <see cref="BulkExchange.Handled"/> once it is handled.</summary>
    /// <param name="id">Names the delivery.</param>
    /// <param name="delivery">The message.</param>
    void Deliver(long id, BulkDelivery delivery);

    /// <summary>The arrays of a message are read no more: it has gone, or a newer one replaced it.</summary>
    void Released(BulkItem item);

    /// <summary>A message does not go, and its arrays are read no more.</summary>
    void Lost(BulkItem item, string reason);

    /// <summary>Another node cannot be talked to as it is.</summary>
    void Refused(Address peer, string reason);

    /// <summary>Where the sender of a link can call this node over a stream.</summary>
    BulkOffer Offer(BulkLink link);

    /// <summary>
    /// Calls another node. The exchange is told <see cref="BulkExchange.Opened"/> if it answers, <see cref="BulkExchange.Written"/> at times, and
    /// <see cref="BulkExchange.Ended(IOutgoingStream)"/> at last; none of that before this returns.
    /// </summary>
    IOutgoingStream Dial(Address peer, BulkLink link, BulkOffer offer);
}
