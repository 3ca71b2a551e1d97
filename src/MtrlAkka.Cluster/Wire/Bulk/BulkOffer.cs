namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>Where a receiver takes the bytes of large messages over a stream of their own.</summary>
/// <param name="Port">Port of the receiving node; 0: nowhere.</param>
/// <param name="Secret">What a caller must know of the link.</param>
public readonly record struct BulkOffer(int Port, long Secret);
