namespace MtrlAkka.Cluster.Metrics;

/// <summary>A number as it stands now, or none; any thread may set it.</summary>
public sealed class NodeLevel
{
    private const long Unknown = long.MinValue;
    private long _value = Unknown;

    /// <summary>The number, or null where there is none.</summary>
    public long? Value => Interlocked.Read(ref _value) is not Unknown and var value ? value : null;

    /// <summary>Sets it.</summary>
    public void Set(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>There is none from here on.</summary>
    public void Clear() => Set(Unknown);
}
