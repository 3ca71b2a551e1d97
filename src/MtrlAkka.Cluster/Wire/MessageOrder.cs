using System.Buffers.Binary;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Lets each message of another node come at most once, and in the order in which it was sent: messages are numbered, and what is
/// not newer than the last one of its sender is left out. Actors count on that, and a network that repeats what it carries, or
/// a connection that is replaced while messages are under way, would break it.
/// </summary>
/// <param name="self">Tells this life of this node from all others.</param>
public sealed class MessageOrder(long self)
{
    /// <summary>Bytes of a stamp: who sends, and the message's number, little-endian.</summary>
    public const int StampBytes = 16;

    // Programs beside the cluster are senders too, and each call of one is a new one.
    private const int SendersKept = 4096;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (long Number, long Turn)> _last = [];
    private long _sent;
    private long _turn;
    private long _leftOut;

    /// <summary>Messages that were left out so far.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>Stamps a message that goes out.</summary>
    public void Stamp(Span<byte> stamp)
    {
        BinaryPrimitives.WriteInt64LittleEndian(stamp, self);
        BinaryPrimitives.WriteInt64LittleEndian(stamp[sizeof(long)..], Interlocked.Increment(ref _sent));
    }

    /// <summary>Whether a message that came is newer than all that its sender sent before.</summary>
    public bool IsNew(ReadOnlySpan<byte> stamp)
    {
        long sender = BinaryPrimitives.ReadInt64LittleEndian(stamp), number = BinaryPrimitives.ReadInt64LittleEndian(stamp[sizeof(long)..]);
        // What a node sends itself takes no wire, and may be read by several threads.
        if (sender == self) return true;
        lock (_gate)
        {
            if (_last.TryGetValue(sender, out var last) && number <= last.Number)
            {
                _leftOut++;
                return false;
            }

            if (_last.Count >= SendersKept && last.Turn == 0) _last.Remove(_last.MinBy(static heard => heard.Value.Turn).Key);
            _last[sender] = (number, ++_turn);
            return true;
        }
    }
}

/// <summary>Stands for a message that was left out; actors know nothing of it and do nothing.</summary>
public sealed record RepeatedMessage : IStaysInProcess
{
    /// <summary>The one there is.</summary>
    public static RepeatedMessage Instance { get; } = new();
}
