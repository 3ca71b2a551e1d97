using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>Which faults a schedule has.</summary>
/// <param name="Network">Messages are lost, repeated and overtake each other.</param>
/// <param name="Deaths">Nodes die, freeze, are given up while they live, join and drain; parts fail.</param>
/// <param name="Coordinators">Coordinators die, and frozen ones go on behind their successor.</param>
/// <param name="Stores">Blobs cannot be written.</param>
/// <param name="Environments">Physics breaks, and environments are quarantined.</param>
internal sealed record Faults(bool Network = false, bool Deaths = false, bool Coordinators = false, bool Stores = false, bool Environments = false);

/// <summary>
/// An asynchronous run over nodes that lose messages, die and come back, with the run's own classes and everything around them
/// simulated. All that happens follows from the seed. Throws where something is not as promised.
/// </summary>
internal sealed class AsyncWorld : IDisposable
{
    private static readonly RunSettings Base = Small.Configuration("run.mode=async").Settings;
    private static readonly string[] AllRoles = ["learner", "replay", "worker", "evaluator"];
    private readonly Faults _faults;
    private readonly bool _verbose;
    private readonly List<Packet> _network = [];
    private readonly List<(SimNode? Owner, SimCoordinator? Coordinator, Action Do)> _chores = [];
    private readonly List<SimNode> _nodes = [];
    private readonly List<SimCoordinator> _coordinators = [];
    private readonly List<string> _trace = [];
    private int _lives;
    private bool _calm;

    /// <param name="seed">Decides all that happens.</param>
    /// <param name="faults">What may go wrong.</param>
    /// <param name="verbose">Whether the story tells of every message.</param>
    public AsyncWorld(int seed, Faults faults, bool verbose)
    {
        (Random, _faults, _verbose) = (new Random(seed), faults, verbose);
        Settings = Draw(Random);
        Oracle = new AsyncOracle(this);
        int nodes = Random.Next(1, 5);
        Join(AllRoles);
        for (int i = 1; i < nodes; i++) Join();
        Elect();
    }

    public static TransitionLayout Layout { get; } = new(3, 1);

    public Random Random { get; }

    public RunSettings Settings { get; }

    public AsyncOracle Oracle { get; }

    public MemoryBlobStore Blobs { get; } = new();

    public SimJournal Journal { get; } = new();

    public bool Calm => _calm;

    public Faults Faults => _faults;

    public IReadOnlyList<SimNode> Nodes => _nodes;

    public bool Ended => Journal.Finished || _coordinators[^1].Failure is not null;

    public static bool Chance(Random random, int one) => random.Next(one) == 0;

    /// <summary>A fault happens with a chance of one in so many, while there are faults.</summary>
    public bool Strikes(bool kind, int one) => kind && !_calm && Chance(Random, one);

    public void Trace(string what)
    {
        if (_trace.Count > 1000) _trace.RemoveRange(0, 500);
        _trace.Add(what);
    }

    public string Story => string.Join('\n', _trace.TakeLast(300));

    /// <summary>Does things at random, then lets the faults stop; the run must end.</summary>
    public void Play()
    {
        int steps = Random.Next(100, 1500);
        for (int i = 0; i < steps && !Ended; i++)
        {
            Step();
            Oracle.Check();
        }

        Settle();
        Oracle.CheckEnd();
    }

    public void Send(PartAddress to, object message, string from) => Post(new Packet(to, null, message, from));

    public void SendNode(string node, object message) => Post(new Packet(null, node, message, ""));

    public void SendCoordinator(object message, string from) => Post(new Packet(null, null, message, from));

    public void Later(SimNode? owner, SimCoordinator? coordinator, Action what) => _chores.Add((owner, coordinator, what));

    public void Dispose()
    {
        foreach (var node in _nodes) node.Kill();
    }

    private static RunSettings Draw(Random random)
    {
        int copies = random.Next(1, 3), batch = random.Next(1, 4), warm = random.Next(1, 4), rounds = warm + random.Next(1, 9);
        decimal? samples = random.Next(3) switch { 0 => (decimal)random.Next(1, 12) / 4, _ => null };
        return Base with
        {
            Rounds = rounds,
            Environments = Base.Environments with { Copies = copies },
            Replay = new ReplaySettings(1000, random.Next(1, 4)),
            Learner = Base.Learner with
            {
                WarmStartRounds = warm, UpdatesPerRound = random.Next(1, 3), Sac = Base.Learner.Sac with { BatchPerTask = batch, ReturnLimit = null },
            },
            Evaluation = new EvaluationSettings(random.Next(0, 4), 1),
            Checkpoint = new CheckpointSettings(random.Next(1, 6), random.Next(1, 3), random.Next(0, 5)),
            Async = new AsyncSettings(samples, null, random.Next(1, 4), random.Next(1, 4)),
        };
    }

    private void Post(Packet packet)
    {
        if (Strikes(_faults.Network, 20)) return;
        _network.Add(packet);
        if (Strikes(_faults.Network, 20)) _network.Add(packet);
    }

    private void Step()
    {
        int what = Random.Next(100);
        if (what < 45) DeliverOne(_faults.Network && !_calm && Chance(Random, 4) ? Random.Next(Math.Max(1, _network.Count)) : 0);
        else if (what < 85) DoOne(_chores.Count == 0 ? 0 : Random.Next(_chores.Count));
        else if (what < 95) _nodes[Random.Next(_nodes.Count)].Work(Random);
        else if (what < 97) _coordinators[Chance(Random, 5) ? Random.Next(_coordinators.Count) : _coordinators.Count - 1].Tick();
        else Misfortune();
    }

    private void DeliverOne(int at)
    {
        if (_network.Count == 0) return;
        var packet = _network[at];
        _network.RemoveAt(at);
        Deliver(packet);
    }

    private void Deliver(Packet packet)
    {
        if (_verbose) Trace($"  {Describe(packet)}");
        if (packet.To is { } part)
        {
            if (Find(part.Node) is { } node)
            {
                if (node.Frozen) _network.Add(packet);
                else node.Receive(part, packet.Message);
            }
        }
        else if (packet.Node is { } name)
        {
            if (Find(name) is { } node)
            {
                if (node.Frozen) _network.Add(packet);
                else node.Receive((AsyncAssignment)packet.Message);
            }
        }
        else
        {
            // Now and then one that was given up still hears something.
            var coordinator = _coordinators[Chance(Random, 10) ? Random.Next(_coordinators.Count) : _coordinators.Count - 1];
            if (coordinator.Frozen) _network.Add(packet);
            else coordinator.Receive(packet.Message);
        }
    }

    private void DoOne(int at)
    {
        if (_chores.Count == 0) return;
        var (owner, coordinator, what) = _chores[at];
        if (owner is { Frozen: true } || coordinator is { Frozen: true }) return;
        _chores[at] = _chores[^1];
        _chores.RemoveAt(_chores.Count - 1);
        if (owner is { Alive: false }) return;
        what();
    }

    private void Misfortune()
    {
        var node = _nodes[Random.Next(_nodes.Count)];
        switch (Random.Next(13))
        {
            case 0 when Strikes(_faults.Deaths, 2):
                Trace($"{node.Name} dies");
                node.Kill();
                _nodes.Remove(node);
                if (node.IsMember) Coordinators(coordinator => coordinator.NodeLost(node.Name));
                if (_nodes.Count == 0) Join(AllRoles);
                break;
            case 1 when Strikes(_faults.Deaths, 2):
                node.Frozen = !node.Frozen;
                Trace($"{node.Name} {(node.Frozen ? "freezes" : "thaws")}");
                break;
            case 2 when node.Frozen && node.IsMember && Strikes(_faults.Deaths, 2):
                Trace($"{node.Name} is given up and lives on");
                node.IsMember = false;
                Coordinators(coordinator => coordinator.NodeLost(node.Name));
                break;
            case 3 when _nodes.Count < 6:
                Join();
                break;
            case 4 when Strikes(_faults.Deaths, 3) && node.IsMember:
                Trace($"{node.Name} drains");
                Coordinators(coordinator => coordinator.Drain(node.Name));
                node.Draining = true;
                break;
            case 5 when Strikes(_faults.Deaths, 3):
                node.FailSomething(Random);
                break;
            case 6 when Strikes(_faults.Coordinators, 3):
                Elect();
                break;
            case 8 when !node.IsMember && !node.Frozen:
                Trace($"{node.Name} is heard of again");
                node.IsMember = true;
                Coordinators(coordinator => coordinator.NodeJoined(node.Name, node.Roles));
                break;
            case 9 when !_calm:
                bool paused = Chance(Random, 2);
                Trace(paused ? "paused" : "resumed");
                _coordinators[^1].Hear(coordinator => coordinator.Pause(paused));
                break;
            case 7:
                var frozen = _coordinators[Random.Next(_coordinators.Count)];
                if (frozen.Frozen) frozen.Frozen = false;
                break;
        }
    }

    private void Join(params string[] roles)
    {
        if (roles.Length == 0) roles = [.. AllRoles.Where(_ => Chance(Random, 2))];
        var node = new SimNode(this, $"n{_lives++}", roles);
        Trace($"{node.Name} joins as {string.Join(",", roles)}");
        _nodes.Add(node);
        Coordinators(coordinator => coordinator.NodeJoined(node.Name, roles));
    }

    // What members come and go every coordinator hears, in order, sooner or later.
    private void Coordinators(Action<SimCoordinator> hear)
    {
        foreach (var coordinator in _coordinators) coordinator.Hear(hear);
    }

    private void Elect()
    {
        if (_coordinators.Count > 0)
        {
            // Who is followed is dead, or frozen and does not know.
            if (Chance(Random, 2)) _coordinators[^1].Die();
            else _coordinators[^1].Frozen = true;
        }

        var coordinator = new SimCoordinator(this);
        Trace($"coordinator of term {coordinator.Term} begins");
        _coordinators.Add(coordinator);
        foreach (var node in _nodes.Where(static node => node.IsMember).OrderBy(_ => Random.Next()).ToArray())
        {
            coordinator.Hear(one => one.NodeJoined(node.Name, node.Roles));
            if (node.Draining) coordinator.Hear(one => one.Drain(node.Name));
        }
    }

    private void Settle()
    {
        _calm = true;
        Trace("calm");
        foreach (var node in _nodes.ToArray())
        {
            node.Frozen = false;
            if (node.IsMember) continue;
            node.Kill();
            _nodes.Remove(node);
        }

        foreach (var coordinator in _coordinators) coordinator.Frozen = false;
        Coordinators(static coordinator => coordinator.Pause(false));
        Join(AllRoles);
        for (int turn = 0; turn < 600 && !Over; turn++)
        {
            // What faults ended early another process resumes.
            if (_coordinators[^1].Failure is { } failure && !AsyncOracle.Expects(failure)) Elect();
            foreach (var coordinator in _coordinators) coordinator.HearAll();
            for (int i = 0; i < 3; i++)
            {
                for (int n = _network.Count; n > 0 && _network.Count > 0; n--) DeliverOne(0);
                for (int n = _chores.Count; n > 0 && _chores.Count > 0; n--) DoOne(Random.Next(_chores.Count));
                foreach (var node in _nodes) node.WorkAll();
                Oracle.Check();
            }

            foreach (var node in _nodes) node.Tick();
            _coordinators[^1].Tick();
        }

        if (!Over) throw new InvalidOperationException($"the run does not end: {_coordinators[^1]}; {string.Join("; ", _nodes)}\n{Story}");
    }

    private bool Over => Journal.Finished || (_coordinators[^1].Failure is { } failure && AsyncOracle.Expects(failure));

    private static string Describe(Packet packet) => $"{packet.To?.ToString() ?? packet.Node ?? "coordinator"}: " + packet.Message switch
    {
        AppendSteps append => "append " + string.Join(' ', append.Steps.Environments.Select((environment, i) => $"{environment}#{append.Steps.Numbers[i]} of {new Incarnation(append.Steps.Incarnations[i])}")),
        StepsInserted inserted => $"inserted{(inserted.Answer ? ", as asked" : "")} " + string.Join(' ', inserted.Marks.Select(static mark => $"{mark.Environment} of {mark.Incarnation}: {mark.Inserted}/{mark.Received}")),
        ClaimEnvironments claim => "claim " + string.Join(' ', claim.Environments),
        AsyncAssignment assign => $"assign {assign.Roster.Term}/{assign.Roster.Serial}, learner {assign.Roster.Learner?.Incarnation}, shards {string.Join(' ', assign.Roster.Shards)}, {string.Join(' ', assign.Environments)}",
        var message => $"{message}",
    };

    private SimNode? Find(string name) => _nodes.Find(node => node.Name == name);

    internal sealed record Packet(PartAddress? To, string? Node, object Message, string From);
}
