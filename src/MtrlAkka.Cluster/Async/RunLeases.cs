using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>A part that was lost while its node lives on.</summary>
/// <param name="Address">The part.</param>
/// <param name="Source">What it had begun with.</param>
/// <param name="Cause">Why, where the node knows it.</param>
public sealed record LostPart(PartAddress Address, PartSource? Source, Cause? Cause);

/// <summary>
/// Who hosts which part of an asynchronous run, as one coordinator decides it: places what is vacant on the node of the role that
/// hosts the fewest, and adopts what nodes host from before its term. Everything in a fixed order.
/// </summary>
public sealed class RunLeases
{
    // Ticks without a report before a node is told again what it hosts.
    private const int QuietPatience = 3;
    private readonly long _term;
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Slot[] _slots;
    private readonly EnvironmentLeases _environments;
    private (long To, long KeptTo) _evaluated;
    private long _serial;
    private int _created;
    private bool _changed = true;
    private bool _paused;

    /// <summary>Leases of a term, nothing placed.</summary>
    /// <param name="term">Term of the coordinator.</param>
    /// <param name="shards">Replay shards.</param>
    /// <param name="environments">Environments.</param>
    public RunLeases(long term, int shards, int environments)
    {
        _term = term;
        _environments = new EnvironmentLeases(environments, NextIncarnation);
        _slots =
        [
            new Slot(RunPart.Learner, 0, "learner"),
            new Slot(RunPart.Evaluator, 0, "evaluator"),
            .. Enumerable.Range(0, shards).Select(static shard => new Slot(RunPart.Replay, shard, "replay")),
        ];
    }

    /// <summary>Environments that make no more steps.</summary>
    public IReadOnlyList<int> Quarantined => _environments.Quarantined;

    /// <summary>Number of the last assignments.</summary>
    public long Serial => _serial;

    /// <summary>The learner, or null.</summary>
    public PartAddress? Learner => _slots[0].Address;

    /// <summary>The evaluator, or null.</summary>
    public PartAddress? Evaluator => _slots[1].Address;

    /// <summary>The shards by index, null where there is none.</summary>
    public IReadOnlyList<PartAddress?> Shards => [.. _slots.Skip(2).Select(static slot => slot.Address)];

    /// <summary>Whether learner and shards all work.</summary>
    public bool Ready => Array.TrueForAll(_slots, static slot => slot.Part == RunPart.Evaluator || slot.Ready);

    /// <summary>Parts that no node of their role is there for, in words.</summary>
    public IReadOnlyList<string> Missing => [.. _slots.Where(static slot => slot.Address is null).Select(static slot => slot.Role)
        .Concat(Workers.Count == 0 ? ["worker"] : []).Distinct()];

    /// <summary>Learner and shards on nodes that drain.</summary>
    public IReadOnlyList<PartAddress> ToMove => [.. _slots
        .Where(slot => slot.Part != RunPart.Evaluator && slot.Address is { } address && _nodes[address.Node].Draining && Host(slot) is not null)
        .Select(static slot => slot.Address!)];

    private IReadOnlyList<PartAddress> Workers => [.. _nodes.Values.Where(static node => node.Worker.Address is not null).Select(static node => node.Worker.Address!)];

    /// <summary>A node takes part.</summary>
    public void NodeJoined(string name, IReadOnlyList<string> roles)
    {
        if (_nodes.ContainsKey(name)) return;
        _nodes.Add(name, new Node(name, roles));
        _changed = true;
    }

    /// <summary>A node is gone, with all that it hosts.</summary>
    public void NodeLost(string name)
    {
        if (!_nodes.Remove(name, out var node)) return;
        Vacate(node.Worker);
        foreach (var slot in _slots.Where(slot => slot.Address?.Node == name)) Vacate(slot);
        _changed = true;
    }

    /// <summary>A node gives back what it hosts.</summary>
    public void Drain(string name)
    {
        if (_nodes.TryGetValue(name, out var node)) node.Draining = _changed = true;
    }

    /// <summary>Whether a node hosts nothing more.</summary>
    public bool IsIdle(string name) => !_nodes.TryGetValue(name, out var node)
        || (node.Worker.Address is null && !Array.Exists(_slots, slot => slot.Address?.Node == name));

    /// <summary>A node told what it hosts.</summary>
    /// <returns>What was lost on it although it lives.</returns>
    public IReadOnlyList<LostPart> On(HostedParts report)
    {
        if (!_nodes.TryGetValue(report.Node, out var node)) return [];
        (node.Report, node.Quiet) = (report, 0);
        if (report.Term != _term) return [];
        var lost = new List<LostPart>();
        foreach (var slot in _slots.Where(slot => slot.Address?.Node == node.Name).Append(node.Worker))
        {
            if (slot.Address is not { } address || slot.Since > report.Serial) continue;
            var hosted = report.Parts.FirstOrDefault(part => part.Part == slot.Part && part.Index == slot.Index && part.Incarnation == address.Incarnation);
            slot.Ready = hosted?.State == PartState.Ready;
            if (hosted is not null && hosted.State != PartState.Failed) continue;
            lost.Add(new LostPart(address, slot.Source, hosted?.Cause));
            Vacate(slot);
        }

        if (node.Worker.Address is { } worker) _environments.On(worker, report.Serial, report.Environments);
        return lost;
    }

    /// <summary>An environment makes no more steps.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Quarantine(int environment) => _environments.Quarantine(environment);

    /// <summary>An environment was handed back.</summary>
    public void On(EnvironmentReleased released) => _environments.On(released);

    /// <summary>Takes over what nodes said that they host from before this term; of two instances the later counts.</summary>
    public void Adopt()
    {
        foreach (var node in _nodes.Values)
        {
            foreach (var part in node.Report?.Parts ?? [])
            {
                var slot = part.Part == RunPart.Policy ? node.Worker : _slots.First(slot => slot.Part == part.Part && slot.Index == part.Index);
                if (part.State == PartState.Failed || (slot.Address is { } known && known.Incarnation >= part.Incarnation)) continue;
                slot.Address = new PartAddress(node.Name, part.Part, part.Index, part.Incarnation);
                (slot.Existing, slot.Since, slot.Ready, slot.Source) = (true, 0, part.State == PartState.Ready, null);
            }

            if (node.Worker.Address is not { } worker) continue;
            foreach (var environment in node.Report!.Environments) _environments.Adopt(worker, environment);
        }

        _changed = true;
    }

    /// <summary>Vacates a part that moves.</summary>
    public void Vacate(PartAddress part)
    {
        if (Array.Find(_slots, slot => slot.Address == part) is { } slot) Vacate(slot);
    }

    /// <summary>Time passes.</summary>
    public void Tick()
    {
        _environments.Tick();
        foreach (var node in _nodes.Values) node.Quiet++;
    }

    /// <summary>Places what is vacant, where there is a node for it.</summary>
    /// <param name="source">What a new instance of a part begins with; null where that is not known now: only workers and environments are placed.</param>
    public void Place(Func<RunPart, int, PartSource?>? source)
    {
        foreach (var slot in source is null ? [] : _slots)
        {
            // An evaluator loses nothing that is not sent again.
            if (slot.Part == RunPart.Evaluator && slot.Address is { } there && _nodes[there.Node].Draining && Host(slot) is not null) Vacate(slot);
            if (slot.Address is null && Host(slot) is { } node) Lease(slot, node, source!(slot.Part, slot.Index));
        }

        foreach (var node in _nodes.Values.Where(static node => node.Roles.Contains("worker")))
        {
            if (node.Worker.Address is null && !node.Draining) Lease(node.Worker, node, null);
            else if (node is { Draining: true, Worker.Address: { } worker } && _environments.IsIdle(worker)) Vacate(node.Worker);
        }

        _environments.Place([.. Workers.Where(worker => !_nodes[worker.Node].Draining)], _serial + 1);
    }

    /// <summary>Has the environments stand still, or go on.</summary>
    public void Pause(bool paused) => (_paused, _changed) = (paused, true);

    /// <summary>The nodes' assignments, where something has changed since the last ones.</summary>
    /// <param name="evaluatedTo">The round up to which the results of all evaluations are known.</param>
    /// <param name="keptTo">The round up to which they are in a committed checkpoint.</param>
    public IReadOnlyList<(string Node, AsyncAssignment Assignment)> Publish(long evaluatedTo, long keptTo)
    {
        if (!_changed && !_environments.Changed && _evaluated == (evaluatedTo, keptTo)) return [];
        (_changed, _environments.Changed, _evaluated) = (false, false, (evaluatedTo, keptTo));
        _serial++;
        return Assignments();
    }

    /// <summary>The last assignments of nodes that have not taken them, or that say nothing.</summary>
    public IReadOnlyList<(string Node, AsyncAssignment Assignment)> Behind() =>
        [.. Assignments().Where(one => _nodes[one.Node] is var node
            && (node.Quiet > QuietPatience || node.Report is not { } report || report.Term < _term || (report.Term == _term && report.Serial < _serial)))];

    private IReadOnlyList<(string Node, AsyncAssignment Assignment)> Assignments()
    {
        var roster = new Roster(_term, _serial, Learner, Shards, Evaluator, Workers, Quarantined, _evaluated.To, _evaluated.KeptTo, _paused);
        return [.. _nodes.Values.Select(node => (node.Name, new AsyncAssignment(
            roster,
            LeaseOf(node.Worker),
            node.Worker.Address is { } worker ? _environments.Of(worker) : [],
            [.. _slots.Where(slot => slot.Address?.Node == node.Name).Select(static slot => LeaseOf(slot)!)])))];
    }

    private static PartLease? LeaseOf(Slot slot) =>
        slot.Address is { } address ? new PartLease(slot.Part, slot.Index, address.Incarnation, slot.Existing, slot.Source) : null;

    private Node? Host(Slot slot) => _nodes.Values
        .Where(node => !node.Draining && node.Roles.Contains(slot.Role))
        .MinBy(node => _slots.Count(other => other.Address?.Node == node.Name));

    private void Lease(Slot slot, Node node, PartSource? source)
    {
        slot.Address = new PartAddress(node.Name, slot.Part, slot.Index, NextIncarnation());
        (slot.Source, slot.Existing, slot.Since, slot.Ready, _changed) = (source, false, _serial + 1, false, true);
    }

    private void Vacate(Slot slot)
    {
        if (slot.Address is not { } address) return;
        if (slot.Part == RunPart.Policy) _environments.WorkerGone(address);
        (slot.Address, slot.Ready, _changed) = (null, false, true);
    }

    private Incarnation NextIncarnation() => Incarnation.Of(_term, ++_created);

    private sealed class Node(string name, IReadOnlyList<string> roles)
    {
        public string Name => name;

        public IReadOnlyList<string> Roles => roles;

        public bool Draining { get; set; }

        public HostedParts? Report { get; set; }

        public int Quiet { get; set; }

        public Slot Worker { get; } = new(RunPart.Policy, 0, "worker");
    }

    private sealed class Slot(RunPart part, int index, string role)
    {
        public RunPart Part => part;

        public int Index => index;

        public string Role => role;

        public PartAddress? Address { get; set; }

        public PartSource? Source { get; set; }

        public bool Existing { get; set; }

        public bool Ready { get; set; }

        public long Since { get; set; }
    }
}
