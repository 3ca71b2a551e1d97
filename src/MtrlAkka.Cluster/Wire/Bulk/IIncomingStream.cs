namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// A stream from another node. It tells the exchange what comes, and at last, once it writes into no message any more, that it has ended.
/// </summary>
public interface IIncomingStream
{
    /// <summary>Accepts the call: it answers where it stands, and reads.</summary>
    void Read(StreamInlet inlet);

    /// <summary>Has it end, now and without waiting for it.</summary>
    void Close();
}
