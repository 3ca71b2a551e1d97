using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>A node with the parts that it hosts.</summary>
internal sealed class SimNode(AsyncWorld world, string name, IReadOnlyList<string> roles)
{
    private readonly Dictionary<(RunPart Part, int Index), Incarnation> _begun = [];
    private AssignedParts? _parts;
    private readonly Dictionary<PartAddress, ISimPart> _hosted = [];

    public string Name => name;

    private AssignedParts Parts => _parts ??= new AssignedParts(name, _begun);

    public IReadOnlyList<string> Roles => roles;

    public bool Alive { get; private set; } = true;

    public bool Frozen { get; set; }

    public bool Draining { get; set; }

    public bool IsMember { get; set; } = true;

    public IEnumerable<ISimPart> Hosted => _hosted.Values;

    public Roster? Roster => Parts.Roster;

    public void Kill()
    {
        Alive = false;
        foreach (var part in _hosted.Values) part.End();
        _hosted.Clear();
    }

    public void Receive(AsyncAssignment assignment)
    {
        if (!Parts.Take(assignment, End, Begin)) return;
        foreach (var part in _hosted.Values) part.On(assignment);
        Report();
    }

    public void Receive(PartAddress to, object message)
    {
        if (_hosted.TryGetValue(to, out var part)) part.Receive(message);
    }

    /// <summary>Something that this node does by itself.</summary>
    public void Work(Random random)
    {
        if (Frozen) return;
        if (random.Next(3) == 0) Tick();
        else if (_hosted.Count > 0) _hosted.Values.ElementAt(random.Next(_hosted.Count)).Work();
    }

    public void WorkAll()
    {
        foreach (var part in _hosted.Values.ToArray()) part.Work();
    }

    public void Tick()
    {
        if (Frozen) return;
        foreach (var part in _hosted.Values) part.Tick();
        Report();
    }

    public void FailSomething(Random random)
    {
        if (Frozen || _hosted.Count == 0) return;
        if (random.Next(4) == 0)
        {
            world.Trace($"{name} forgets what it hosts");
            foreach (var hosted in _hosted.Values) hosted.End();
            _hosted.Clear();
            _parts = null;
            return;
        }

        var part = _hosted.Keys.ElementAt(random.Next(_hosted.Count));
        world.Trace($"{part} fails");
        Fail(part, new InvalidOperationException("it broke"));
    }

    public void Fail(PartAddress part, Exception error)
    {
        if (_hosted.Remove(part, out var hosted)) hosted.End();
        if (Parts.Set(part, PartState.Failed, Cause.Of(error))) Report();
    }

    public override string ToString() => $"{name} ({string.Join(",", roles)}{(Draining ? ", draining" : "")}) at {Roster?.Term}/{Roster?.Serial}: {string.Join(", ", _hosted.Values)}";

    private void Report()
    {
        if (_hosted.Values.OfType<SimWorker>().FirstOrDefault()?.Machine is { } worker) Parts.On(worker.Hosts);
        world.SendCoordinator(Parts.Report(), name);
    }

    private void End(PartAddress part)
    {
        if (_hosted.Remove(part, out var hosted)) hosted.End();
    }

    private void Begin(PartLease lease)
    {
        var self = new PartAddress(name, lease.Part, lease.Index, lease.Incarnation);
        world.Oracle.Begun(self);
        var parts = Parts;
        world.Later(this, null, () =>
        {
            // Given up while it was made ready.
            if (parts != Parts || !Parts.Set(self, PartState.Ready, null)) return;
            try
            {
                ISimPart part = lease.Part switch
                {
                    RunPart.Learner => new SimLearner(world, this, self, lease.Source),
                    RunPart.Replay => new SimShard(world, this, self, lease.Source?.Replay),
                    RunPart.Policy => new SimWorker(world, this, self),
                    _ => new SimEvaluator(world, this, self),
                };
                _hosted.Add(self, part);
                part.On(Parts.Assignment!);
            }
            catch (InvalidDataException error)
            {
                Fail(self, error);
            }

            Report();
        });
    }
}
