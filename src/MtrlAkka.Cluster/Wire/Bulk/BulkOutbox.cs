namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The sending end of a link: says which frame goes next. Never more bytes are on the way than the receiver has granted;
/// lanes take turns, so that a small message waits for a chunk of each other lane at most; frames that were lost go again.
/// </summary>
/// <param name="settings">Sizes and waits.</param>
/// <param name="link">The link.</param>
/// <param name="self">This node, as it says to others.</param>
/// <param name="released">Told of each message whose arrays are read no more: it has gone, or a newer one replaced it.</param>
public sealed class BulkOutbox(BulkSettings settings, BulkLink link, NodeHandshake self, Action<BulkItem> released)
{
    private readonly Dictionary<string, BulkLane> _lanes = [];
    private readonly List<BulkLane> _turns = [];
    private readonly Queue<BulkFrame> _unacknowledged = new();
    private readonly Queue<long> _drops = new();
    private Queue<BulkFrame> _again = new();
    private BulkCredit? _credit;
    private bool _calls = true;
    private int _turn;
    private int _quiet;
    private int _wait = BulkSettings.FirstWait;
    private long _messages;
    private long _announced;
    private long _number;
    private long _bytes;

    /// <summary>The link.</summary>
    public BulkLink Link => link;

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
            if (lane is { IsEmpty: true }) Remove(lane);
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

    /// <summary>The receiver has said what it has and what may come.</summary>
    public void On(BulkCredit credit)
    {
        if (_credit is { } last
            && (credit == last || credit.Received < last.Received || credit.UpTo < last.UpTo || credit.Admitted < last.Admitted)) return;
        _credit = credit;
        (_quiet, _wait) = (0, BulkSettings.FirstWait);
        while (_unacknowledged.TryPeek(out var frame) && frame.Number <= credit.Received)
        {
            InFlight -= frame.Cost;
            _unacknowledged.Dequeue();
        }
    }

    /// <summary>Time passes: what has stalled goes again.</summary>
    /// <returns>False where the other node does not answer at all.</returns>
    public bool Tick()
    {
        if (_unacknowledged.Count == 0 && _turns.Count == 0 && _drops.Count == 0) return true;
        _quiet++;
        if (_credit is null && _quiet >= settings.PatienceTicks) return false;
        if (_quiet % _wait != 0) return true;
        _wait = Math.Min(2 * _wait, 16 * BulkSettings.FirstWait);
        if (_unacknowledged.Count > 0) _again = new Queue<BulkFrame>(_unacknowledged);
        else _calls = true;
        return true;
    }

    /// <summary>The link is over.</summary>
    /// <returns>The messages that have not gone.</returns>
    public IReadOnlyList<BulkItem> Close()
    {
        BulkTransfer[] left = [.. _turns.SelectMany(static lane => lane.Transfers)];
        foreach (var transfer in left) transfer.Dispose();
        _turns.Clear();
        _lanes.Clear();
        return [.. left.Select(static transfer => transfer.Item)];
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
            var (first, second) = (lane.First, lane.Second);
            bool whole = first.Length <= settings.Chunk;
            if (!whole && first.Announced == 0) return Announce(first);
            if (!whole && first.Announced > credit.Admitted) continue;
            if (second is { Announced: 0 } && first.Sent > 0 && second.Length > settings.Chunk) return Announce(second);
            int bytes = (int)Math.Min(settings.Chunk, first.Length - first.Sent);
            // Not even a smaller one of another lane goes before it, or large ones would never find room.
            if (bytes > room) return null;
            _turn = turn + 1;
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
        return transfer.Begin(link, _number + 1, whole: false);
    }

    private void Finish(BulkLane lane, int turn)
    {
        var gone = lane.First;
        lane.RemoveFirst();
        if (lane.IsEmpty)
        {
            Remove(lane);
            _turn = turn;
        }

        Release(gone);
    }

    private void Remove(BulkLane lane)
    {
        _lanes.Remove(lane.Target);
        _turns.Remove(lane);
    }

    private void Cut(BulkTransfer transfer)
    {
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
