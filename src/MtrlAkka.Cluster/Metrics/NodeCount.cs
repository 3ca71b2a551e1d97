namespace MtrlAkka.Cluster.Metrics;

/// <summary>A number that only grows; any thread may add to it.</summary>
public sealed class NodeCount
{
    private long _value;

    /// <summary>The number so far.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds to it: an interlocked addition and nothing else.</summary>
    public void Add(long number = 1) => Interlocked.Add(ref _value, number);
}
