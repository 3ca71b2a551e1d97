using Akka.Actor;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The receiving end of a link: takes its frames in order, once each, puts messages together, and says how much more may
/// come. What a target has not handled yet counts against that, so a slow target slows its senders.
/// </summary>
/// <param name="settings">Sizes.</param>
/// <param name="link">The link.</param>
/// <param name="life">Tells lives of this node apart.</param>
/// <param name="budget">The memory of this node, shared by all links.</param>
/// <param name="loans">Storage for what comes.</param>
/// <param name="system">Finds actors; null where no message has any.</param>
/// <param name="deliver">Takes messages that are complete.</param>
public sealed class BulkInbox(
    BulkSettings settings,
    BulkLink link,
    long life,
    BulkBudget budget,
    LoanPool loans,
    ExtendedActorSystem? system,
    Action<BulkDelivery> deliver)
{
    private readonly Dictionary<long, BulkAssembly> _assemblies = [];
    private long _received;
    private long _bytes;
    private long _unhandled;
    private long _admitted;
    private long _told;

    /// <summary>The link.</summary>
    public BulkLink Link => link;

    /// <summary>Whether the sender should be told what it may do.</summary>
    public bool CreditDue { get; private set; } = true;

    /// <summary>Asks for a credit, for a sender that may have missed one.</summary>
    public void Ask() => CreditDue = true;

    /// <summary>What the sender may do.</summary>
    public BulkCredit Credit()
    {
        CreditDue = false;
        _told = Math.Max(_told, UpTo);
        return new BulkCredit(link, life, _received, _told, _admitted);
    }

    /// <summary>Takes a frame. One that came before, or that others should precede, changes nothing.</summary>
    /// <exception cref="WireException">It is none that a sender of this version would send.</exception>
    public void On(BulkFrame frame)
    {
        if (frame.Number != _received + 1)
        {
            // The sender may not know what has come.
            CreditDue = true;
            return;
        }

        if (_bytes + frame.Cost > _told) throw new WireException($"frame {frame.Number} is more than the credit of {_told} bytes allows");
        _received = frame.Number;
        _bytes += frame.Cost;
        switch (frame)
        {
            case BulkBegin begin:
                On(begin);
                break;
            case BulkChunk chunk:
                On(chunk);
                break;
            case BulkDrop drop:
                On(drop);
                break;
        }

        if (UpTo - _told >= settings.Window / 4) CreditDue = true;
    }

    /// <summary>The link is over: what has come in part is forgotten.</summary>
    public void End()
    {
        budget.Forget(this);
        BulkAssembly[] admitted = [.. _assemblies.Values.Where(static assembly => assembly.Incoming is not null)];
        _assemblies.Clear();
        foreach (var assembly in admitted) Free(assembly);
    }

    /// <summary>There is memory for a message that was announced.</summary>
    internal void Admit(BulkAssembly assembly)
    {
        _admitted++;
        CreditDue = true;
        if (assembly.Dropped) return;
        var begin = assembly.Begin;
        assembly.Incoming = new IncomingMessage(begin.Manifest, begin.HeadLength, begin.TensorBytes, system, loans);
    }

    private long UpTo => _bytes + settings.Window - Math.Min(_unhandled, settings.Window);

    private void On(BulkBegin begin)
    {
        if (begin.HeadLength < 0 || begin.TensorBytes < 0 || begin.HeadLength > settings.Largest || begin.TensorBytes > settings.Largest - begin.HeadLength)
            throw new WireException($"message '{begin.Manifest}' has {begin.HeadLength} and {begin.TensorBytes} bytes, more than mtrl-wire.largest = {settings.Largest}");
        WireCodecs.Find(begin.Manifest);
        var assembly = new BulkAssembly(this, begin);
        if (begin.Bytes.Length == 0 && assembly.Length > 0)
        {
            if (!_assemblies.TryAdd(begin.Message, assembly)) throw new WireException($"message {begin.Message} begins twice");
            budget.Ask(assembly);
            return;
        }

        using var incoming = new IncomingMessage(begin.Manifest, begin.HeadLength, begin.TensorBytes, system, loans);
        object message = incoming.Add(begin.Bytes) ?? throw new WireException($"message '{begin.Manifest}' has {begin.Bytes.Length} of its {assembly.Length} bytes");
        int cost = begin.Cost;
        _unhandled += cost;
        CreditDue = true;
        deliver(new BulkDelivery(begin.Target, begin.Sender, message, () =>
        {
            _unhandled -= cost;
            if (UpTo - _told >= settings.Window / 4) CreditDue = true;
        }));
    }

    private void On(BulkChunk chunk)
    {
        if (!_assemblies.TryGetValue(chunk.Message, out var assembly) || assembly.Incoming is null)
            throw new WireException($"a chunk of message {chunk.Message} comes, which was not admitted");
        if (assembly.Incoming.Add(chunk.Bytes) is not { } message) return;
        _assemblies.Remove(chunk.Message);
        CreditDue = true;
        deliver(new BulkDelivery(assembly.Begin.Target, assembly.Begin.Sender, message, () => budget.Release(assembly.Length)));
    }

    private void On(BulkDrop drop)
    {
        if (!_assemblies.Remove(drop.Message, out var assembly)) throw new WireException($"message {drop.Message} is dropped and never began");
        assembly.Dropped = true;
        CreditDue = true;
        if (assembly.Incoming is null) budget.Serve();
        else Free(assembly);
    }

    private void Free(BulkAssembly assembly)
    {
        assembly.Incoming!.Dispose();
        budget.Release(assembly.Length);
    }
}
