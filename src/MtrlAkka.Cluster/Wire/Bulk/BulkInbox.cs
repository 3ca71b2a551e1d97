using Akka.Actor;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The receiving end of a link: takes its frames in order, once each, puts messages together, and says how much more may
/// come. What a target has not handled yet counts against that, so a slow target slows its senders.
/// </summary>
/// <param name="settings">Sizes.</param>
/// <param name="link">The link.</param>
/// <param name="life">Tells lives of this node apart.</param>
/// <param name="offer">Where the sender can call this node over a stream.</param>
/// <param name="budget">The memory of this node, shared by all links.</param>
/// <param name="loans">Storage for what comes.</param>
/// <param name="system">Finds actors; null where no message has any.</param>
/// <param name="deliver">Takes messages that are complete.</param>
public sealed class BulkInbox(
    BulkSettings settings,
    BulkLink link,
    long life,
    BulkOffer offer,
    BulkBudget budget,
    LoanPool loans,
    ExtendedActorSystem? system,
    Action<BulkDelivery> deliver)
{
    private readonly Dictionary<long, BulkAssembly> _assemblies = [];
    private const int Silence = 8 * BulkSettings.FirstWait;
    private readonly StreamInlet _inlet = new();
    private IIncomingStream? _stream;
    private IIncomingStream? _next;
    private bool _over;
    private int _quiet;
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
        return new BulkCredit(link, life, _received, _told, _admitted, _inlet.Chunks, offer);
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

    /// <summary>Time passes: a sender that owes bytes is asked at times whether it knows of them, for it may have ended the link.</summary>
    public void Tick()
    {
        if (_assemblies.Count == 0) _quiet = 0;
        else if (++_quiet % Silence == 0) CreditDue = true;
    }

    /// <summary>The sender calls over a stream. Where an earlier one is not over yet it comes behind that.</summary>
    /// <returns>Whether the caller knows the link's secret.</returns>
    public bool Called(IIncomingStream stream, long secret)
    {
        if (_over || offer.Port == 0 || secret != offer.Secret) return false;
        if (_stream is null)
        {
            _stream = stream;
            stream.Read(_inlet);
        }
        else
        {
            _stream.Close();
            _next?.Close();
            _next = stream;
        }

        return true;
    }

    /// <summary>A message has come over a stream.</summary>
    public void Came(long id, object message)
    {
        _assemblies.Remove(id, out var assembly);
        if (!_over)
        {
            Complete(assembly!, message);
            return;
        }

        loans.GiveBack(message);
        budget.Release(assembly!.Length);
    }

    /// <summary>The rest of a message does not come over the stream.</summary>
    public void Dropped(long id)
    {
        _assemblies.Remove(id, out var assembly);
        CreditDue = true;
        Free(assembly!);
    }

    /// <summary>A stream is over: nobody writes into the messages any more.</summary>
    public void Ended(IIncomingStream stream)
    {
        if (stream == _next) _next = null;
        if (stream != _stream) return;
        (_stream, _next) = (_next, null);
        if (_over) FreeAll();
        else _stream?.Read(_inlet);
    }

    /// <summary>The link is over: what has come in part is forgotten, as soon as no stream writes into it.</summary>
    public void End()
    {
        _over = true;
        budget.Forget(this);
        _stream?.Close();
        _next?.Close();
        if (_stream is null) FreeAll();
    }

    /// <summary>There is memory for a message that was announced.</summary>
    internal void Admit(BulkAssembly assembly)
    {
        _admitted++;
        var begin = assembly.Begin;
        // Behind another one of its lane that a stream brings it cannot begin, and the credit for that one says so too: one signal less.
        if (_stream is null || !_assemblies.Values.Any(other => other.Incoming is not null && other.Begin.Target == begin.Target)) CreditDue = true;
        if (assembly.Dropped) return;
        assembly.Incoming = new IncomingMessage(begin.Manifest, begin.HeadLength, begin.TensorBytes, system, loans);
        _inlet.Open(begin.Message, assembly.Incoming);
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
        Take(assembly);
        if (assembly.Incoming.Add(chunk.Bytes) is not { } message) return;
        _assemblies.Remove(chunk.Message);
        Complete(assembly, message);
    }

    private void On(BulkDrop drop)
    {
        if (!_assemblies.TryGetValue(drop.Message, out var assembly)) throw new WireException($"message {drop.Message} is dropped and never began");
        if (assembly.Incoming is not null) Take(assembly);
        _assemblies.Remove(drop.Message);
        assembly.Dropped = true;
        CreditDue = true;
        if (assembly.Incoming is null) budget.Serve();
        else Free(assembly);
    }

    // What a stream writes into is nobody else's.
    private void Take(BulkAssembly assembly)
    {
        if (!assembly.ByFrames && !_inlet.Withdraw(assembly.Begin.Message)) throw new WireException($"message {assembly.Begin.Message} comes over a stream and in frames");
        assembly.ByFrames = true;
    }

    private void Complete(BulkAssembly assembly, object message)
    {
        CreditDue = true;
        deliver(new BulkDelivery(assembly.Begin.Target, assembly.Begin.Sender, message, () => budget.Release(assembly.Length)));
    }

    private void FreeAll()
    {
        BulkAssembly[] admitted = [.. _assemblies.Values.Where(static assembly => assembly.Incoming is not null)];
        _assemblies.Clear();
        foreach (var assembly in admitted) Free(assembly);
    }

    private void Free(BulkAssembly assembly)
    {
        assembly.Incoming!.Dispose();
        budget.Release(assembly.Length);
    }
}
