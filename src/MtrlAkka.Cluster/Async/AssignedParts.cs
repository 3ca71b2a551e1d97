using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>What one node hosts for a run: takes the latest assignment, says what to begin and what to end, and reports.</summary>
/// <param name="node">The node.</param>
/// <param name="begun">
/// The newest instance of each part that this life of the node has begun, kept for whoever follows this object: none begins twice,
/// also where what was hosted is forgotten.
/// </param>
public sealed class AssignedParts(string node, IDictionary<(RunPart Part, int Index), Incarnation> begun)
{
    private readonly SortedDictionary<(RunPart Part, int Index), HostedPart> _hosted = [];
    private WorkerHosts? _worker;

    /// <summary>The latest assignment, or null before the first.</summary>
    public AsyncAssignment? Assignment { get; private set; }

    /// <summary>Its roster.</summary>
    public Roster? Roster => Assignment?.Roster;

    /// <summary>The address that a part has on this node.</summary>
    public PartAddress AddressOf(PartLease lease) => new(node, lease.Part, lease.Index, lease.Incarnation);

    /// <summary>Takes an assignment.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="end">Takes each part that ends, before any begins.</param>
    /// <param name="begin">Takes each part that begins.</param>
    /// <returns>False where a later one was taken before.</returns>
    public bool Take(AsyncAssignment assignment, Action<PartAddress> end, Action<PartLease> begin)
    {
        if (!assignment.Roster.Follows(Roster)) return false;
        Assignment = assignment;
        PartLease[] leases = assignment.Worker is { } worker ? [.. assignment.Parts, worker] : [.. assignment.Parts];
        var wanted = leases.ToDictionary(static lease => (lease.Part, lease.Index));
        foreach (var (key, hosted) in _hosted.ToArray())
        {
            if (wanted.TryGetValue(key, out var lease) && lease.Incarnation == hosted.Incarnation) continue;
            _hosted.Remove(key);
            if (hosted.Part == RunPart.Policy) _worker = null;
            end(new PartAddress(node, hosted.Part, hosted.Index, hosted.Incarnation));
        }

        foreach (var lease in leases)
        {
            var key = (lease.Part, lease.Index);
            if (lease.Existing || _hosted.ContainsKey(key) || (begun.TryGetValue(key, out var newest) && lease.Incarnation <= newest)) continue;
            begun[key] = lease.Incarnation;
            _hosted.Add(key, new HostedPart(lease.Part, lease.Index, lease.Incarnation, PartState.Preparing, null));
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

    /// <summary>The worker has told what it hosts.</summary>
    /// <param name="hosts">What it said.</param>
    public void On(WorkerHosts hosts) => _worker = hosts;

    /// <summary>What the node tells the coordinator.</summary>
    public HostedParts Report()
    {
        // A worker that has not heard of the latest assignment yet will host what that says.
        bool told = _worker is not null && _worker.Term == Roster?.Term && _worker.Serial == Roster.Serial;
        var environments = told ? _worker!.Environments : Assignment?.Environments.Select(static lease => lease.Key) ?? [];
        return new HostedParts(
            node,
            Roster?.Term ?? 0,
            Roster?.Serial ?? 0,
            [.. _hosted.Values],
            [.. environments],
            [.. (_worker?.Quarantined ?? []).Union(Roster?.Quarantined ?? []).Order()]);
    }
}
