using Akka.Actor;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>The bulk flow of one node with all others, without any actor.</summary>
/// <param name="settings">Sizes and waits.</param>
/// <param name="self">This node, as it says to others.</param>
/// <param name="life">Tells lives of this node apart.</param>
/// <param name="host">Its surroundings.</param>
/// <param name="system">Names and finds actors; null where no message has any.</param>
public sealed partial class BulkExchange(BulkSettings settings, NodeHandshake self, long life, IBulkHost host, ExtendedActorSystem? system)
{
    private readonly Dictionary<Address, BulkOutbox> _outboxes = [];
    private readonly Dictionary<Address, BulkInbox> _inboxes = [];
    private readonly Dictionary<Address, long> _lives = [];
    private readonly Dictionary<long, long> _ended = [];
    private readonly Dictionary<long, BulkDelivery> _delivered = [];
    private long _deliveries;
    private long _links;

    /// <summary>The memory for messages that come.</summary>
    public BulkBudget Budget { get; } = new(settings.Memory);

    /// <summary>Storage for messages that come.</summary>
    public LoanPool Loans { get; } = new(settings.Kept);

    /// <summary>Bytes on the way to other nodes, not acknowledged yet.</summary>
    public long InFlight => _outboxes.Values.Sum(static outbox => outbox.InFlight + outbox.Outlet.InFlight);

    /// <summary>Bytes of messages that wait to go.</summary>
    public long Queued => _outboxes.Values.Sum(static outbox => outbox.Queued);

    /// <summary>Messages delivered and not handled yet.</summary>
    public int Unhandled => _delivered.Count;

    /// <summary>Sends a message to another node.</summary>
    public void Send(Address peer, BulkItem item)
    {
        OutgoingMessage message;
        try
        {
            message = new OutgoingMessage(item.Message, system);
        }
        catch (Exception error)
        {
            // A message that cannot be written costs itself and not the flow.
            host.Lost(item, error.Message);
            return;
        }

        if (!_outboxes.TryGetValue(peer, out var outbox))
            _outboxes.Add(peer, outbox = new BulkOutbox(settings, new BulkLink(life, ++_links), self, host.Released));
        if (outbox.Send(item, message) is { } refusal)
        {
            message.Dispose();
            host.Lost(item, refusal);
        }

        Pump(peer, outbox);
    }

    /// <summary>Takes a signal of another node.</summary>
    public void Receive(Address peer, IBulkSignal signal)
    {
        Recognise(peer, signal);
        var outbox = _outboxes.GetValueOrDefault(peer);
        switch (signal)
        {
            case BulkHello hello:
                On(peer, hello);
                break;
            case BulkFrame frame:
                On(peer, frame);
                break;
            case BulkCredit credit when outbox?.Link == credit.Link:
                outbox.On(credit);
                Pump(peer, outbox);
                break;
            case BulkCredit credit when credit.Link.Sender == life && (outbox is null || outbox.Link != credit.Link):
                // It has not heard that the link is over.
                host.Transmit(peer, new BulkReset(credit.Link, life, "the link is over"));
                break;
            case BulkReset reset:
                if (outbox?.Link == reset.Link) Close(peer, $"{peer} says: {reset.Reason}");
                else if (_inboxes.TryGetValue(peer, out var inbox) && inbox.Link == reset.Link) End(peer, inbox);
                break;
        }

        SendCredits();
    }

    /// <summary>The target of a delivery has handled it.</summary>
    public void Handled(long id)
    {
        if (_delivered.Remove(id, out var delivery)) delivery.Handled();
        SendCredits();
    }

    /// <summary>Another node is gone: what was under way from and to it is lost.</summary>
    public void PeerLost(Address peer, string reason)
    {
        Close(peer, reason);
        if (_inboxes.TryGetValue(peer, out var inbox)) End(peer, inbox);
        _lives.Remove(peer);
        SendCredits();
    }

    /// <summary>This life of the node ends: what is under way is lost.</summary>
    public void Close(string reason)
    {
        foreach (var peer in _outboxes.Keys.Union(_inboxes.Keys).ToArray()) PeerLost(peer, reason);
    }

    /// <summary>Time passes; to be called every <see cref="BulkSettings.Tick"/>.</summary>
    public void Tick()
    {
        foreach (var (peer, outbox) in _outboxes.ToArray())
        {
            if (outbox.Tick() is not { } fault) Pump(peer, outbox);
            else Close(peer, $"{peer} {fault}");
        }

        foreach (var inbox in _inboxes.Values) inbox.Tick();
        SendCredits();
    }

    // Another life of a node knows nothing of what was under way with the one before.
    private void Recognise(Address peer, IBulkSignal signal)
    {
        if (_lives.TryGetValue(peer, out long known) && known != signal.Life) PeerLost(peer, $"{peer} was started anew");
        _lives[peer] = signal.Life;
    }

    private void On(Address peer, BulkHello hello)
    {
        if (self.Refusal(hello.Node) is { } refusal)
        {
            host.Refused(peer, refusal);
            host.Transmit(peer, new BulkReset(hello.Link, life, refusal));
            return;
        }

        if (_inboxes.TryGetValue(peer, out var inbox))
        {
            if (inbox.Link == hello.Link)
            {
                inbox.Ask();
                return;
            }

            // Late, of a link that this one followed.
            if (inbox.Link.Sender == hello.Link.Sender && inbox.Link.Number > hello.Link.Number) return;
            End(peer, inbox);
        }

        if (_ended.GetValueOrDefault(hello.Link.Sender) >= hello.Link.Number)
        {
            host.Transmit(peer, new BulkReset(hello.Link, life, "the link is over"));
            return;
        }

        _inboxes.Add(peer, new BulkInbox(settings, hello.Link, life, host.Offer(hello.Link), Budget, Loans, system, Deliver));
    }

    private void On(Address peer, BulkFrame frame)
    {
        if (!_inboxes.TryGetValue(peer, out var inbox) || inbox.Link != frame.Link)
        {
            host.Transmit(peer, new BulkReset(frame.Link, life, "the link is over"));
            return;
        }

        try
        {
            inbox.On(frame);
        }
        catch (WireException error)
        {
            Refuse(peer, inbox, error);
        }
    }

    private void Refuse(Address peer, BulkInbox inbox, WireException fault)
    {
        End(peer, inbox);
        host.Refused(peer, fault.Message);
        host.Transmit(peer, new BulkReset(inbox.Link, life, fault.Message));
    }

    private void Deliver(BulkDelivery delivery)
    {
        _delivered.Add(++_deliveries, delivery);
        host.Deliver(_deliveries, delivery);
    }

    // What is handled or dropped on one link may admit a message of another.
    private void SendCredits()
    {
        foreach (var (peer, inbox) in _inboxes)
        {
            if (inbox.CreditDue) host.Transmit(peer, inbox.Credit());
        }
    }

    private void Close(Address peer, string reason)
    {
        if (!_outboxes.Remove(peer, out var outbox)) return;
        host.Transmit(peer, new BulkReset(outbox.Link, life, reason));
        foreach (var item in outbox.Close(reason)) host.Lost(item, reason);
        if (outbox.Outlet.Stream is null) Leave(outbox);
    }

    private void End(Address peer, BulkInbox inbox)
    {
        _inboxes.Remove(peer);
        _ended[inbox.Link.Sender] = Math.Max(inbox.Link.Number, _ended.GetValueOrDefault(inbox.Link.Sender));
        inbox.End();
    }
}
