namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The sending end of a link: says which frame goes next. Never more bytes are on the way than the receiver has granted;
/// lanes take turns, so that a small message waits for a chunk of each other lane at most; frames that were lost go again.
/// Where the receiver can be called over a stream, admitted messages go there; what follows one in its lane by another way waits until it has come.
/// </summary>
/// <param name="settings">Sizes and waits.</param>
/// <param name="link">The link.</param>
/// <param name="self">This node, as it says to others.</param>
/// <param name="released">Told of each message whose arrays are read no more: it has gone, or a newer one replaced it.</param>
public sealed class BulkOutbox(BulkSettings settings, BulkLink link, NodeHandshake self, Action<BulkItem> released)
{
    private const int AnnouncedAhead = 4;
    private readonly StreamOutlet _outlet = new(settings);
    private readonly Dictionary<string, BulkLane> _lanes = [];
    private readonly List<BulkLane> _turns = [];
    private readonly Queue<BulkFrame> _unacknowledged = new();
    private readonly Queue<long> _drops = new();
    private Queue<BulkFrame> _again = new();
    private BulkCredit? _credit;
    private bool _calls = true;
    private int _turn;
    private int _streamTurn;
    private int _quiet;
    private int _wait = BulkSettings.FirstWait;
    private long _messages;
    private long _announced;
    private long _number;
    private long _bytes;

    /// <summary>The link.</summary>
    public BulkLink Link => link;

    /// <summary>Its streams.</summary>
    internal StreamOutlet Outlet => _outlet;

    /// <summary>Whether a stream is to be dialled.</summary>
    public bool DialDue => Ended is null && _outlet.DialDue && (_turns.Count > 0 || !_outlet.IsIdle);

    /// <summary>Why the link is over, once it is.</summary>
    public string? Ended { get; private set; }

    /// <summary>Bytes of frames that have gone and are not acknowledged.</summary>
    public long InFlight { get; private set; }

    /// <summary>Bytes of messages that wait.</summary>
    public long Queued { get; private set; }

    /// <summary>Takes a message.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public string? Send(BulkItem item, OutgoingMessage message)
    {
        if (message.Length > settings.Largest)
            return $"it has {message.Length} bytes, more than mtrl-wire.largest = {settings.Largest}";
        var lane = _lanes.GetValueOrDefault(item.Target);
        if (lane is not null && item.Replaces is { } key)
        {
            foreach (var transfer in lane.Replace(key)) Cut(transfer);
        }

        var added = new BulkTransfer(item, message, ++_messages);
        if (Queued > 0 && Queued + added.Queued > settings.Queue)
        {
            if (lane is not null) RemoveIdle(lane);
            return $"{Queued} bytes wait for that node already, and mtrl-wire.queue = {settings.Queue}";
        }

        if (lane is null)
        {
            _lanes.Add(item.Target, lane = new BulkLane(item.Target));
            _turns.Add(lane);
        }

        lane.Add(added);
        Queued += added.Queued;
        return null;
    }

    /// <summary>What goes next, if anything may.</summary>
    public IBulkSignal? Next()
    {
        if (_calls)
        {
            _calls = false;
            return new BulkHello(link, self);
        }

        if (_credit is null) return null;
        while (_again.TryDequeue(out var lost))
        {
            if (lost.Number > _credit.Received) return lost;
        }

        if (NextFrame(_credit) is not { } frame) return null;
        (_number, _bytes) = (frame.Number, _bytes + frame.Cost);
        InFlight += frame.Cost;
        _unacknowledged.Enqueue(frame);
        return frame;
    }

    /// <summary>What goes next over the stream, if there is one and anything may.</summary>
    public StreamChunk? NextChunk()
    {
        if (_credit is null || !_outlet.HasRoom) return null;
        if (_outlet.Owed() is { } owed) return owed;
        for (int i = 0; i < _turns.Count; i++)
        {
            int turn = (_streamTurn + i) % _turns.Count;
            var lane = _turns[turn];
            if (lane.IsEmpty || lane.First is not { } first || first.Length <= settings.Chunk) continue;
            if (first.Announced == 0 || first.Announced > _credit.Admitted) continue;
            if (!first.Streams && (first.Sent > 0 || lane.LastFrame > _credit.Received)) continue;
            first.Streams = true;
            var chunk = _outlet.Take(first);
            _streamTurn = turn + 1;
            if (first.Sent == first.Length)
            {
                lane.RemoveFirst();
                lane.Streamed++;
            }

            return chunk;
        }

        return null;
    }

    /// <summary>The receiver has said what it has and what may come.</summary>
    public void On(BulkCredit credit)
    {
        if (_credit is { } last
            && (credit == last || credit.Received < last.Received || credit.UpTo < last.UpTo || credit.Admitted < last.Admitted
                || credit.Streamed < last.Streamed)) return;
        _credit = credit;
        (_quiet, _wait) = (0, BulkSettings.FirstWait);
        while (_unacknowledged.TryPeek(out var frame) && frame.Number <= credit.Received)
        {
            InFlight -= frame.Cost;
            _unacknowledged.Dequeue();
        }

        _outlet.Offer = credit.Offer;
        _outlet.Acknowledge(credit.Streamed);
        while (_outlet.Over(credit.Streamed) is { } over)
        {
            if (!over.IsCut)
            {
                var lane = _lanes[over.Item.Target];
                lane.Streamed--;
                RemoveIdle(lane);
            }

            Release(over);
        }
    }

    /// <summary>Time passes: what has stalled goes again.</summary>
    /// <returns>Why the link must end, or null.</returns>
    public string? Tick()
    {
        if (!_outlet.Tick()) return "cannot be reached again over the stream that broke";
        if (_unacknowledged.Count == 0 && _turns.Count == 0 && _drops.Count == 0 && _outlet.IsIdle) return null;
        _quiet++;
        if (_credit is null && _quiet >= settings.PatienceTicks) return "does not answer";
        if (_quiet % _wait != 0) return null;
        _wait = Math.Min(2 * _wait, 16 * BulkSettings.FirstWait);
        if (_unacknowledged.Count > 0) _again = new Queue<BulkFrame>(_unacknowledged);
        else _calls = true;
        return null;
    }

    /// <summary>The link is over.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>The messages that have not gone. Those that a stream may still read are told of by <see cref="Rest"/>.</returns>
    public IReadOnlyList<BulkItem> Close(string reason)
    {
        Ended = reason;
        _outlet.Stream?.Close();
        return [.. Waiting(streams: false).Select(Leave)];
    }

    /// <summary>The link is over and so is its stream: the messages that had gone in part, or are not acknowledged.</summary>
    public IReadOnlyList<BulkItem> Rest()
    {
        BulkTransfer[] left = [.. Waiting(streams: true), .. _outlet.Close()];
        _turns.Clear();
        _lanes.Clear();
        foreach (var cut in left.Where(static transfer => transfer.IsCut)) Release(cut);
        return [.. left.Where(static transfer => !transfer.IsCut).Select(Leave)];
    }

    private BulkTransfer[] Waiting(bool streams) => [.. _turns.SelectMany(static lane => lane.Transfers).Where(transfer => transfer.Streams == streams)];

    private static BulkItem Leave(BulkTransfer transfer)
    {
        transfer.Dispose();
        return transfer.Item;
    }

    private BulkFrame? NextFrame(BulkCredit credit)
    {
        long room = credit.UpTo - _bytes - BulkSettings.Overhead;
        if (room < 0) return null;
        if (_drops.TryDequeue(out long dropped)) return new BulkDrop(link, _number + 1, dropped);
        for (int i = 0; i < _turns.Count; i++)
        {
            int turn = (_turn + i) % _turns.Count;
            var lane = _turns[turn];
            if (lane.IsEmpty) continue;
            var first = lane.First;
            if (lane.Unannounced(settings.Chunk, _outlet.Carries ? AnnouncedAhead : first.Sent > 0 ? 2 : 1) is { } next) return Announce(next);
            bool whole = first.Length <= settings.Chunk;
            if (first.Streams || (first.Sent == 0 && lane.Streamed > 0)) continue;
            if (!whole && (first.Announced > credit.Admitted || (first.Sent == 0 && (_outlet.Carries || _outlet.Holds)))) continue;
            int bytes = (int)Math.Min(settings.Chunk, first.Length - first.Sent);
            // Not even a smaller one of another lane goes before it, or large ones would never find room.
            if (bytes > room) return null;
            _turn = turn + 1;
            lane.LastFrame = _number + 1;
            BulkFrame frame = whole
                ? first.Begin(link, _number + 1, whole: true)
                : new BulkChunk(link, _number + 1, first.Id, first.Take(bytes));
            if (first.Sent == first.Length) Finish(lane, turn);
            return frame;
        }

        return null;
    }

    private BulkBegin Announce(BulkTransfer transfer)
    {
        transfer.Announced = ++_announced;
        _outlet.Want();
        return transfer.Begin(link, _number + 1, whole: false);
    }

    private void Finish(BulkLane lane, int turn)
    {
        var gone = lane.First;
        lane.RemoveFirst();
        if (RemoveIdle(lane)) _turn = turn;
        Release(gone);
    }

    // A lane stays while a stream carries what others must not overtake.
    private bool RemoveIdle(BulkLane lane)
    {
        if (!lane.IsEmpty || lane.Streamed > 0) return false;
        _lanes.Remove(lane.Target);
        _turns.Remove(lane);
        return true;
    }

    private void Cut(BulkTransfer transfer)
    {
        if (transfer.Streams)
        {
            _outlet.Drop(transfer);
            return;
        }

        if (transfer.Announced > 0) _drops.Enqueue(transfer.Id);
        Release(transfer);
    }

    private void Release(BulkTransfer transfer)
    {
        Queued -= transfer.Queued;
        transfer.Dispose();
        released(transfer.Item);
    }
}
