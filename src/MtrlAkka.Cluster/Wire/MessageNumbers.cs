using System.Buffers.Binary;
using Akka.Actor;
using Akka.Remote;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Lets each message of another node come at most once: messages are numbered by their sender, and what came before is left out.
/// Actors count on that, and a network that repeats what it carries would break it. An actor system has several serializers
/// (persistence makes its own), but only one of these.
/// </summary>
/// <param name="self">Tells this life of this node from all others.</param>
public sealed class MessageNumbers(long self) : IExtension
{
    /// <summary>Bytes of a stamp: who sends, and the message's number, little-endian.</summary>
    public const int StampBytes = 16;

    // Programs beside the cluster are senders too, and each call of one is a new one.
    private const int SendersKept = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Sender> _senders = [];
    private long _sent;
    private long _turn;
    private long _leftOut;

    /// <summary>The numbers of an actor system.</summary>
    public static MessageNumbers Of(ActorSystem system) => system.WithExtension<MessageNumbers, Provider>();

    /// <summary>Messages that were left out so far.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>Stamps a message that goes out.</summary>
    public void Stamp(Span<byte> stamp)
    {
        BinaryPrimitives.WriteInt64LittleEndian(stamp, self);
        BinaryPrimitives.WriteInt64LittleEndian(stamp[sizeof(long)..], Interlocked.Increment(ref _sent));
    }

    /// <summary>Whether a message comes for the first time.</summary>
    public bool IsNew(ReadOnlySpan<byte> stamp)
    {
        long from = BinaryPrimitives.ReadInt64LittleEndian(stamp), number = BinaryPrimitives.ReadInt64LittleEndian(stamp[sizeof(long)..]);
        // What a node sends itself takes no wire.
        if (from == self) return true;
        lock (_gate)
        {
            if (!_senders.TryGetValue(from, out var sender))
            {
                if (_senders.Count >= SendersKept) _senders.Remove(_senders.MinBy(static known => known.Value.Turn).Key);
                _senders[from] = sender = new Sender();
            }

            sender.Turn = ++_turn;
            if (sender.Numbers.Add(number)) return true;
            _leftOut++;
            return false;
        }
    }

    private sealed class Provider : ExtensionIdProvider<MessageNumbers>
    {
        public override MessageNumbers CreateExtension(ExtendedActorSystem system) => new(AddressUidExtension.Uid(system));
    }

    private sealed class Sender
    {
        public long Turn { get; set; }

        public NumberWindow Numbers { get; } = new();
    }
}

/// <summary>Stands for a message that was left out; actors know nothing of it and do nothing.</summary>
public sealed record RepeatedMessage : IStaysInProcess
{
    /// <summary>The one there is.</summary>
    public static RepeatedMessage Instance { get; } = new();
}
