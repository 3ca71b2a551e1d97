namespace MtrlAkka.Cluster.Async;

/// <summary>How old weights were when they were used.</summary>
public sealed class PolicyAge
{
    private long _count;
    private long _sum;
    private long _greatest;

    /// <summary>Notes a use.</summary>
    /// <param name="updates">Updates that the learner had done beyond the weights.</param>
    public void Add(long updates) => (_count, _sum, _greatest) = (_count + 1, _sum + updates, Math.Max(_greatest, updates));

    /// <summary>Uses, their mean age and the greatest, in updates, since the last reading; the mean of none is 0.</summary>
    public (long Count, double Mean, long Greatest) Read()
    {
        var read = (_count, _count == 0 ? 0 : (double)_sum / _count, _greatest);
        (_count, _sum, _greatest) = (0, 0, 0);
        return read;
    }
}
