namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The memory of one node for messages that come: those being put together, and those delivered and not handled yet.
/// Whoever asks first is served first. A message larger than all of it comes alone.
/// </summary>
/// <param name="capacity">Bytes.</param>
public sealed class BulkBudget(long capacity)
{
    private readonly LinkedList<BulkAssembly> _waiting = [];

    /// <summary>Bytes in use.</summary>
    public long Used { get; private set; }

    /// <summary>Asks for the bytes of a message; it is admitted now or later.</summary>
    internal void Ask(BulkAssembly assembly)
    {
        _waiting.AddLast(assembly);
        Serve();
    }

    /// <summary>Gives bytes back.</summary>
    internal void Release(long bytes)
    {
        Used -= bytes;
        Serve();
    }

    /// <summary>Forgets what a link still asks for.</summary>
    internal void Forget(BulkInbox inbox)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Inbox == inbox) _waiting.Remove(node);
            node = next;
        }

        Serve();
    }

    /// <summary>Admits what there is room for.</summary>
    internal void Serve()
    {
        while (_waiting.First is { Value: var first })
        {
            long bytes = first.Dropped ? 0 : first.Length;
            if (Used > 0 && Used + bytes > capacity && bytes > 0) return;
            _waiting.RemoveFirst();
            Used += bytes;
            first.Inbox.Admit(first);
        }
    }
}
