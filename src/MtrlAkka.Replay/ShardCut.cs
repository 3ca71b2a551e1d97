namespace MtrlAkka.Replay;

/// <summary>A shard at one moment: the rows that no segment holds yet, and the counters that belong to them.</summary>
public sealed class ShardCut
{
    private byte[]? _copy;

    internal ShardCut(ReplaySegment segment, long[] first, long[] inserts) => (Segment, First, Inserts) = (segment, first, inserts);

    /// <summary>The rows that no segment holds yet.</summary>
    public ReplaySegment Segment { get; }

    /// <summary>The next insert number of each environment.</summary>
    public IReadOnlyList<long> Inserts { get; }

    /// <summary>The oldest row that each task's ring held.</summary>
    internal IReadOnlyList<long> First { get; }

    /// <summary>Copies the rows, so that they can be written while the shard goes on.</summary>
    /// <returns>False where they are too many for one copy: then they must be written before the shard goes on.</returns>
    public bool TryDetach()
    {
        if (Segment.Bytes > Array.MaxLength) return false;
        _copy = new byte[Segment.Bytes];
        using var copy = new MemoryStream(_copy);
        Segment.WriteTo(copy);
        return true;
    }

    /// <summary>Writes the segment: the copy if there is one, else straight from the rings.</summary>
    public void WriteTo(Stream stream)
    {
        if (_copy is not null) stream.Write(_copy);
        else Segment.WriteTo(stream);
    }
}
