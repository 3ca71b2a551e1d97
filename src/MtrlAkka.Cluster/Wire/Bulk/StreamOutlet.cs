namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The streams of a link's sending end, one after another: dials, numbers what goes, and keeps it until it is acknowledged; where a stream
/// breaks the next one goes on from where the receiver stands.
/// </summary>
internal sealed class StreamOutlet(BulkSettings settings)
{
    /// <summary>Chunks that a stream is given ahead of those it has written.</summary>
    public const int Ahead = 4;

    private readonly Queue<StreamChunk> _unacknowledged = new();
    private readonly Queue<BulkTransfer> _ended = new();
    private readonly Queue<BulkTransfer> _drops = new();
    private Queue<StreamChunk> _again = new();
    private IOutgoingStream? _stream;
    private bool _wanted;
    private bool _open;
    private bool _failed;
    private bool _progress;
    private StreamPosition? _reached;
    private long _number;
    private long _given;
    private int _pause;
    private int _wait = BulkSettings.FirstWait;
    private int _still;

    /// <summary>Where the receiver can be called.</summary>
    public BulkOffer Offer { get; set; }

    /// <summary>The stream that is dialled or open, until it has ended.</summary>
    public IOutgoingStream? Stream => _stream;

    /// <summary>Bytes that have gone and are not acknowledged.</summary>
    public long InFlight { get; private set; }

    /// <summary>Whether nothing is under way.</summary>
    public bool IsIdle => _unacknowledged.Count + _drops.Count + _ended.Count == 0;

    /// <summary>Whether what comes may go over a stream now.</summary>
    public bool Carries => _open;

    /// <summary>Whether what comes should wait: a stream may be open in a moment.</summary>
    public bool Holds => !_open && !_failed && _wanted && Offer.Port > 0;

    /// <summary>Whether a stream is to be dialled.</summary>
    public bool DialDue => _stream is null && _wanted && Offer.Port > 0 && _pause == 0;

    /// <summary>Whether the stream should be given more.</summary>
    public bool HasRoom => _open && _given - _stream!.Written < Ahead;

    /// <summary>Something is waiting that should go over a stream.</summary>
    public void Want() => _wanted = true;

    /// <summary>A stream is being dialled.</summary>
    public void Dialled(IOutgoingStream stream) => _stream = stream;

    /// <summary>The stream is open.</summary>
    /// <param name="position">How far the receiver says that it is; where that cannot be the stream is closed.</param>
    public void Opened(StreamPosition position)
    {
        var first = _unacknowledged.FirstOrDefault(chunk => chunk.Number > position.Chunks);
        bool known = position.Chunks <= _number && position.Chunks >= _number - _unacknowledged.Count;
        if (!known || position.Bytes < 0 || position.Bytes > Math.Max(0, first.Length - 1))
        {
            _stream!.Close();
            return;
        }

        (_open, _failed, _progress, _given, _still) = (true, false, position != _reached, 0, 0);
        _reached = position;
        _again = new Queue<StreamChunk>(_unacknowledged.Where(chunk => chunk.Number > position.Chunks).Select(
            chunk => chunk.Number == first.Number ? chunk with { From = chunk.From + position.Bytes, Length = chunk.Length - position.Bytes } : chunk));
    }

    /// <summary>The stream has ended.</summary>
    public void Ended()
    {
        if (_open) _still = 0;
        // One that opens, and brings nothing on as the one before it did, is as good as one that does not open.
        _failed = !_open || !_progress;
        _pause = _failed ? _wait : 0;
        _wait = _failed ? Math.Min(2 * _wait, 16 * BulkSettings.FirstWait) : BulkSettings.FirstWait;
        (_stream, _open) = (null, false);
        _again.Clear();
    }

    /// <summary>What goes before anything new: what an earlier stream lost, or that a message ends before its end.</summary>
    public StreamChunk? Owed()
    {
        if (_again.TryDequeue(out var again))
        {
            _given++;
            return again;
        }

        if (!_drops.TryDequeue(out var cut)) return null;
        cut.LastChunk = _number + 1;
        _ended.Enqueue(cut);
        return Give(new StreamChunk(_number + 1, cut.Id, null, cut.Sent, 0));
    }

    /// <summary>The next bytes of a message.</summary>
    public StreamChunk Take(BulkTransfer transfer)
    {
        int bytes = (int)Math.Min(settings.StreamChunk, transfer.Length - transfer.Sent);
        var chunk = transfer.Chunk(_number + 1, bytes);
        if (transfer.Sent == transfer.Length)
        {
            transfer.LastChunk = chunk.Number;
            _ended.Enqueue(transfer);
        }

        return Give(chunk);
    }

    /// <summary>The rest of a message does not go.</summary>
    public void Drop(BulkTransfer transfer)
    {
        transfer.IsCut = true;
        _drops.Enqueue(transfer);
    }

    /// <summary>The receiver has so many chunks.</summary>
    public void Acknowledge(long chunks)
    {
        while (_unacknowledged.TryPeek(out var chunk) && chunk.Number <= chunks)
        {
            InFlight -= chunk.Length;
            _unacknowledged.Dequeue();
            _progress = true;
            _still = 0;
        }
    }

    /// <summary>The next message of which all that goes is acknowledged, or null.</summary>
    /// <param name="chunks">Chunks that the receiver has.</param>
    public BulkTransfer? Over(long chunks) => _ended.TryPeek(out var ended) && ended.LastChunk <= chunks ? _ended.Dequeue() : null;

    /// <summary>Time passes.</summary>
    /// <returns>False where a stream broke and there is none to go on with.</returns>
    public bool Tick()
    {
        if (_pause > 0) _pause--;
        if (_unacknowledged.Count == 0) return true;
        if (++_still < settings.PatienceTicks) return true;
        if (!_open) return false;
        // Open and dead, as where a router has forgotten it.
        _still = 0;
        _stream!.Close();
        return true;
    }

    /// <summary>The link is over: what had begun.</summary>
    public IEnumerable<BulkTransfer> Close() => _ended.Concat(_drops);

    private StreamChunk Give(in StreamChunk chunk)
    {
        _number = chunk.Number;
        _given++;
        InFlight += chunk.Length;
        _unacknowledged.Enqueue(chunk);
        return chunk;
    }
}
