using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>Collects steps for one message.</summary>
/// <param name="returns">Whether ranges of returns go with them.</param>
internal sealed class StepRowsBuilder(bool returns)
{
    private readonly List<int> _environments = [];
    private readonly List<long> _incarnations = [];
    private readonly List<long> _numbers = [];
    private readonly List<long> _versions = [];
    private readonly List<ReturnRange> _returns = [];
    private readonly List<float> _rows = [];

    /// <summary>Adds a step.</summary>
    public void Add(int environment, Incarnation incarnation, long number, long version, ReturnRange range, ReadOnlySpan<float> row)
    {
        _environments.Add(environment);
        _incarnations.Add(incarnation.Value);
        _numbers.Add(number);
        _versions.Add(version);
        if (returns) _returns.Add(range);
        _rows.AddRange(row);
    }

    /// <summary>What was collected, or null where nothing was; the next begins empty.</summary>
    public StepRows? Take()
    {
        if (_environments.Count == 0) return null;
        var rows = new StepRows([.. _environments], [.. _incarnations], [.. _numbers], [.. _versions], [.. _returns], [.. _rows]);
        _environments.Clear();
        _incarnations.Clear();
        _numbers.Clear();
        _versions.Clear();
        _returns.Clear();
        _rows.Clear();
        return rows;
    }
}
