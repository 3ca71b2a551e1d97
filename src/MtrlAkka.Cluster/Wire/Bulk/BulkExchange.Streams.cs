using Akka.Actor;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <content>The streams that large messages go over.</content>
public sealed partial class BulkExchange
{
    private readonly Dictionary<IOutgoingStream, (Address Peer, BulkOutbox Outbox)> _outgoing = [];
    private readonly Dictionary<IIncomingStream, (Address Peer, BulkInbox Inbox)> _incoming = [];

    /// <summary>A stream that was dialled is open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="position">How far the other node says that it is.</param>
    public void Opened(IOutgoingStream stream, StreamPosition position)
    {
        if (!_outgoing.TryGetValue(stream, out var link) || link.Outbox.Ended is not null) return;
        link.Outbox.Outlet.Opened(position);
        Pump(link.Peer, link.Outbox);
    }

    /// <summary>A stream has written some of its chunks.</summary>
    public void Written(IOutgoingStream stream)
    {
        if (_outgoing.TryGetValue(stream, out var link) && link.Outbox.Ended is null) Pump(link.Peer, link.Outbox);
    }

    /// <summary>A stream that was dialled is over, and reads no message any more.</summary>
    public void Ended(IOutgoingStream stream)
    {
        if (!_outgoing.Remove(stream, out var link)) return;
        link.Outbox.Outlet.Ended();
        if (link.Outbox.Ended is null) Pump(link.Peer, link.Outbox);
        else Leave(link.Outbox);
    }

    /// <summary>Another node calls over a stream.</summary>
    public void Called(IIncomingStream stream, BulkLink link, long secret)
    {
        foreach (var (peer, inbox) in _inboxes)
        {
            if (inbox.Link != link || !inbox.Called(stream, secret)) continue;
            _incoming.Add(stream, (peer, inbox));
            return;
        }

        stream.Close();
    }

    /// <summary>A message has come over a stream.</summary>
    public void Came(IIncomingStream stream, long id, object message)
    {
        _incoming[stream].Inbox.Came(id, message);
        SendCredits();
    }

    /// <summary>A message does not come to its end over a stream.</summary>
    public void Dropped(IIncomingStream stream, long id)
    {
        _incoming[stream].Inbox.Dropped(id);
        SendCredits();
    }

    /// <summary>A stream from another node is over, and writes into no message any more.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="fault">What came over it that no sender of this version would send, or null.</param>
    public void Ended(IIncomingStream stream, WireException? fault)
    {
        if (!_incoming.Remove(stream, out var link)) return;
        link.Inbox.Ended(stream);
        if (fault is not null && _inboxes.GetValueOrDefault(link.Peer) == link.Inbox) Refuse(link.Peer, link.Inbox, fault);
        SendCredits();
    }

    /// <summary>Has all streams end, as when nobody is left who hears of them.</summary>
    public void HangUp()
    {
        foreach (var stream in _outgoing.Keys) stream.Close();
        foreach (var stream in _incoming.Keys) stream.Close();
    }

    private void Pump(Address peer, BulkOutbox outbox)
    {
        bool again;
        do
        {
            again = false;
            while (outbox.Next() is { } signal) host.Transmit(peer, signal);
            // What the stream takes makes room for what is to be announced.
            while (outbox.NextChunk() is { } chunk)
            {
                outbox.Outlet.Stream!.Write(chunk);
                again = true;
            }
        }
        while (again);
        if (!outbox.DialDue) return;
        var stream = host.Dial(peer, outbox.Link, outbox.Outlet.Offer);
        _outgoing.Add(stream, (peer, outbox));
        outbox.Outlet.Dialled(stream);
    }

    // Its arrays are the senders' again only when no stream reads them.
    private void Leave(BulkOutbox outbox)
    {
        foreach (var item in outbox.Rest()) host.Lost(item, outbox.Ended!);
    }
}
