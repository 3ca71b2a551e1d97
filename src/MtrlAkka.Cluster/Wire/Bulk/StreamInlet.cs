using System.Collections.Concurrent;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The messages of a link whose bytes may come over its streams. The link opens them; one stream after another reads, each on a thread of
/// its own, and a message that a stream has touched is the stream's until it is complete.
/// </summary>
public sealed class StreamInlet
{
    private readonly ConcurrentDictionary<long, IncomingMessage> _open = [];
    private readonly Dictionary<long, IncomingMessage> _claimed = [];
    private IncomingMessage? _current;
    private long _message;
    private long _chunks;
    private int _has;

    /// <summary>Chunks that are complete. Any thread may ask.</summary>
    public long Chunks => Volatile.Read(ref _chunks);

    /// <summary>How far it is; for the stream that reads.</summary>
    public StreamPosition Position => new(_chunks, _has);

    /// <summary>Bytes of the chunk that have not come.</summary>
    public int Left { get; private set; }

    /// <summary>Where the next bytes belong, as many as lie together.</summary>
    public Span<byte> Target
    {
        get
        {
            var target = _current!.Target;
            return target.Length > Left ? target[..Left] : target;
        }
    }

    /// <summary>A chunk begins, or goes on where an earlier stream broke off.</summary>
    /// <exception cref="WireException">It is none that a sender of this version would send.</exception>
    public void Begin(long message, long from, int length)
    {
        if (Left > 0 && (message != _message || length != Left)) throw new WireException($"a stream goes on with {length} bytes of message {message}, not with {Left} of {_message}");
        if (!_claimed.TryGetValue(message, out _current))
        {
            if (!_open.TryRemove(message, out _current)) throw new WireException($"a stream brings message {message}, which was not admitted");
            _claimed.Add(message, _current);
        }

        if (from != _current.Has || length < 1 || length > _current.Length - from)
            throw new WireException($"a stream brings bytes {from} to {from + length} of message {message}, which has {_current.Has} of {_current.Length}");
        (_message, Left) = (message, length);
    }

    /// <summary>So many bytes of the chunk lie in <see cref="Target"/>.</summary>
    /// <exception cref="WireException">They are of something else.</exception>
    public void Advance(int bytes)
    {
        _current!.Advance(bytes);
        Left -= bytes;
        _has += bytes;
    }

    /// <summary>The message that the chunk has completed; else null.</summary>
    public object? Take()
    {
        if (_current!.Take() is not { } whole) return null;
        _claimed.Remove(_message);
        return whole;
    }

    /// <summary>The rest of a message does not come; it is the link's again.</summary>
    /// <exception cref="WireException">It never began.</exception>
    public void Drop(long message)
    {
        if (Left > 0 || !_claimed.Remove(message)) throw new WireException($"a stream drops message {message}, which never began");
    }

    /// <summary>The chunk is complete, and whoever waits for its message has been told: what the sender sends then comes behind it.</summary>
    public void Count()
    {
        _has = 0;
        Volatile.Write(ref _chunks, _chunks + 1);
    }

    /// <summary>A message is admitted.</summary>
    internal void Open(long message, IncomingMessage incoming) => _open[message] = incoming;

    /// <summary>A message does not come over a stream.</summary>
    /// <returns>False where a stream has begun it.</returns>
    internal bool Withdraw(long message) => _open.TryRemove(message, out _);
}
