using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>What one node hosts for a run: takes the latest assignment, says what to begin and what to end, and reports.</summary>
/// <param name="node">The node.</param>
public sealed class AssignedParts(string node)
{
    private readonly SortedDictionary<(RunPart Part, int Index), HostedPart> _hosted = [];

    /// <summary>The latest roster, or null before the first.</summary>
    public Roster? Roster { get; private set; }

    /// <summary>The environments of its worker.</summary>
    public IReadOnlyList<EnvironmentLease> Environments { get; private set; } = [];

    /// <summary>The node's address of a part.</summary>
    public PartAddress AddressOf(HostedPart part) => new(node, part.Part, part.Index, part.Incarnation);

    /// <summary>Takes an assignment.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="end">Takes each part that ends, before any begins.</param>
    /// <param name="begin">Takes each part that begins.</param>
    /// <returns>False where a later one was taken before.</returns>
    public bool Take(AsyncAssignment assignment, Action<PartAddress> end, Action<PartLease> begin)
    {
        if (!assignment.Roster.Follows(Roster)) return false;
        (Roster, Environments) = (assignment.Roster, assignment.Environments);
        PartLease[] leases = assignment.Worker is { } worker ? [.. assignment.Parts, worker] : [.. assignment.Parts];
        var wanted = leases.ToDictionary(static lease => (lease.Part, lease.Index));
        foreach (var (key, hosted) in _hosted.ToArray())
        {
            if (wanted.TryGetValue(key, out var lease) && lease.Incarnation == hosted.Incarnation) continue;
            _hosted.Remove(key);
            end(AddressOf(hosted));
        }

        foreach (var lease in leases)
        {
            if (lease.Existing || _hosted.ContainsKey((lease.Part, lease.Index))) continue;
            _hosted.Add((lease.Part, lease.Index), new HostedPart(lease.Part, lease.Index, lease.Incarnation, PartState.Preparing, null));
            begin(lease);
        }

        return true;
    }

    /// <summary>A part is ready, or has failed.</summary>
    /// <returns>Whether it is hosted and that is news.</returns>
    public bool Set(PartAddress part, PartState state, Cause? cause)
    {
        var key = (part.Part, part.Index);
        if (!_hosted.TryGetValue(key, out var hosted) || hosted.Incarnation != part.Incarnation || hosted.State == state || hosted.State == PartState.Failed) return false;
        _hosted[key] = hosted with { State = state, Cause = cause };
        return true;
    }

    /// <summary>What the node tells the coordinator.</summary>
    /// <param name="environments">Those of its worker.</param>
    /// <param name="quarantined">Those of them that failed more often than the run allows.</param>
    public HostedParts Report(IReadOnlyList<EnvironmentKey> environments, IReadOnlyList<int> quarantined) => new(
        node, Roster?.Term ?? 0, Roster?.Serial ?? 0, [.. _hosted.Values], environments, [.. quarantined.Union(Roster?.Quarantined ?? []).Order()]);
}
