namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>What waits for one target, in order.</summary>
internal sealed class BulkLane(string target)
{
    private readonly List<BulkTransfer> _transfers = [];
    private bool _cutLast;

    /// <summary>Path of the actor.</summary>
    public string Target { get; } = target;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _transfers.Count == 0;

    /// <summary>Messages that went over a stream as a whole and are not acknowledged.</summary>
    public int Streamed { get; set; }

    /// <summary>Number of the last frame that went with bytes of it.</summary>
    public long LastFrame { get; set; }

    /// <summary>What goes now.</summary>
    public BulkTransfer First => _transfers[0];


    /// <summary>What is to be announced, so that it is admitted in time; null where there is nothing.</summary>
    /// <param name="whole">Messages of so many bytes go without.</param>
    /// <param name="depth">How many of those that wait are looked at.</param>
    public BulkTransfer? Unannounced(long whole, int depth)
    {
        for (int i = 0; i < depth && i < _transfers.Count; i++)
            if (_transfers[i].Announced == 0 && _transfers[i].Length > whole) return _transfers[i];
        return null;
    }

    /// <summary>All that waits.</summary>
    public IReadOnlyList<BulkTransfer> Transfers => _transfers;

    /// <summary>Puts a message behind the others.</summary>
    public void Add(BulkTransfer transfer) => _transfers.Add(transfer);

    /// <summary>The first has gone.</summary>
    public void RemoveFirst()
    {
        if (First.Item.Replaces is not null) _cutLast = false;
        _transfers.RemoveAt(0);
    }

    /// <summary>
    /// Takes out the messages that a newer one makes needless: those of which nothing has gone, and one of which less than
    /// half has; but never two of the latter in a row, or the target would get none of a fast sender's.
    /// </summary>
    public IReadOnlyList<BulkTransfer> Replace(string key)
    {
        var needless = new List<BulkTransfer>();
        foreach (var transfer in _transfers)
        {
            if (transfer.Item.Replaces != key) continue;
            if (transfer.Sent == 0)
            {
                needless.Add(transfer);
            }
            else if (!_cutLast && transfer.Sent < transfer.Length / 2)
            {
                _cutLast = true;
                needless.Add(transfer);
            }
        }

        foreach (var transfer in needless) _transfers.Remove(transfer);
        return needless;
    }
}
